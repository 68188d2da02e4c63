"""Doors of sign-in sheets and of leave."""

from django.urls import path

from enrollment.views import leaves, printed_sheets, sheets

urlpatterns = [
    path("runs/<int:pk>/sheets/", sheets.run_sheets, name="run_sheets"),
    path("runs/<int:pk>/sheets/printed/", printed_sheets.printed_sheets, name="printed_sheets"),
    path("runs/<int:pk>/sheets/print/", sheets.print_sheets, name="print_sheets"),
    path("runs/<int:pk>/sheets/upload/", sheets.upload_sheets, name="upload_sheets"),
    path("sheets/<uuid:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:pk>/file/", sheets.sheet_file, name="sheet_file"),
    path("sheets/uploads/<uuid:pk>/", sheets.sheet_upload, name="sheet_upload"),
    path("sheets/pages/<uuid:pk>/", sheets.sheet_page, name="sheet_page"),
    path("sheets/pages/<uuid:pk>/picture/", sheets.sheet_picture, name="sheet_picture"),
    path("sheets/pages/<uuid:pk>/use/", sheets.use_sheet_page, name="use_sheet_page"),
    path("sheets/pages/<uuid:pk>/discard/", sheets.discard_sheet_page, name="discard_sheet_page"),
    path("leaves/", leaves.leaves, name="leaves"),
    path("my/leaves/", leaves.my_leaves, name="my_leaves"),
    path("seats/<int:pk>/ask-leave/", leaves.ask_leave, name="ask_leave"),
    path("leaves/<uuid:pk>/", leaves.leave_request, name="leave_request"),
    path("leaves/<uuid:pk>/approve/", leaves.approve_leave, name="approve_leave"),
    path("leaves/<uuid:pk>/decline/", leaves.decline_leave, name="decline_leave"),
    path("leaves/<uuid:pk>/reopen/", leaves.reopen_leave, name="reopen_leave"),
    path("leaves/<uuid:pk>/withdraw/", leaves.withdraw_leave, name="withdraw_leave"),
    path("leaves/<uuid:pk>/papers/", leaves.hand_in, name="hand_in_leave_paper"),
    path("leaves/papers/<uuid:pk>/", leaves.leave_paper, name="leave_paper"),
]
