from django.urls import path

from enrollment.views import assessment, completion, score_sheets

urlpatterns = [
    path("runs/<int:pk>/scores/<int:number>/", assessment.scores, name="scores"),
    path("runs/<int:pk>/scores/<int:number>/<int:attempt>/", assessment.scores, name="retest"),
    path("runs/<int:pk>/results/", completion.run_results, name="run_results"),
    path("runs/<int:pk>/results/confirm/", completion.confirm_results, name="confirm_results"),
    path("results/<int:pk>/reopen/", completion.reopen_result, name="reopen_result"),
    path("runs/<int:pk>/scores/sheet/", score_sheets.score_sheet, name="score_sheet"),
    path("runs/<int:pk>/scores/sheet/<int:attempt>/", score_sheets.score_sheet, name="retest_sheet"),
    path("runs/<int:pk>/scores/upload/", score_sheets.upload_scores, name="upload_scores"),
    path("runs/<int:pk>/scores/upload/confirm/", score_sheets.confirm_scores, name="confirm_scores"),
    path("runs/<int:pk>/tests/", score_sheets.run_tests, name="run_tests"),
    path("tests/<int:pk>/postpone/", score_sheets.postpone, name="postpone_test"),
]
