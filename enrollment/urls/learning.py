from django.urls import path

from enrollment.views import assessment, attendance, completion

urlpatterns = [
    path("runs/<int:pk>/attendance/", attendance.run_attendance, name="run_attendance"),
    path("sessions/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("runs/<int:pk>/scores/<int:number>/", assessment.scores, name="scores"),
    path("runs/<int:pk>/scores/<int:number>/<int:attempt>/", assessment.scores, name="retest"),
    path("runs/<int:pk>/results/", completion.run_results, name="run_results"),
    path("runs/<int:pk>/results/confirm/", completion.confirm_results, name="confirm_results"),
]
