from django.urls import path

from enrollment.views import learning

urlpatterns = [
    path("runs/<int:pk>/attendance/", learning.run_attendance, name="run_attendance"),
    path("sessions/<int:pk>/attendance/", learning.attendance, name="attendance"),
    path("runs/<int:pk>/scores/<int:number>/", learning.scores, name="scores"),
    path("runs/<int:pk>/scores/<int:number>/<int:attempt>/", learning.scores, name="retest"),
    path("runs/<int:pk>/results/", learning.run_results, name="run_results"),
    path("runs/<int:pk>/results/confirm/", learning.confirm_results, name="confirm_results"),
]
