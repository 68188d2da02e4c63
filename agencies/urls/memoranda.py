from django.urls import path

from agencies.views import memoranda, signing

urlpatterns = [
    path("memoranda/", memoranda.memoranda, name="memoranda"),
    path("memoranda/new/", memoranda.new_memorandum, name="new_memorandum"),
    path("memoranda/<uuid:pk>/", memoranda.memorandum, name="memorandum"),
    path("memoranda/<uuid:pk>/edit/", memoranda.edit_memorandum, name="edit_memorandum"),
    path("memoranda/<uuid:pk>/renew/", memoranda.renew_memorandum, name="renew_memorandum"),
    path("memoranda/<uuid:pk>/invite/", memoranda.invite_signatories, name="invite_signatories"),
    path("memoranda/<uuid:pk>/remind/", memoranda.remind_signatories, name="remind_signatories"),
    path("memoranda/<uuid:pk>/end/", memoranda.end_memorandum, name="end_memorandum"),
    path("memoranda/<uuid:pk>/file/", memoranda.memorandum_file, name="memorandum_file"),
    path("memoranda/<uuid:pk>/letters/", signing.letters, name="memorandum_letters"),
    path("memoranda/<uuid:pk>/sign/", signing.sign_here, name="sign_memorandum"),
    path("memoranda/<uuid:pk>/signed/", signing.sign_on_paper, name="sign_on_paper"),
    path("memoranda/signatures/<int:pk>/take-back/", signing.take_back_signature, name="take_back_signature"),
    path("sign/<int:pk>/<str:code>/", signing.sign_letter, name="sign_letter"),
]
