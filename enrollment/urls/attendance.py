from django.urls import path

from enrollment.views import attendance, presence, standing

urlpatterns = [
    path("runs/<int:pk>/attendance/", attendance.run_attendance, name="run_attendance"),
    path("sessions/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("sessions/<int:pk>/code/", presence.presence_screen, name="presence_screen"),
    path("here/<str:code>/", presence.here, name="here"),
    path("attendance/marks/<int:pk>/", attendance.mark, name="attendance_mark"),
    path("attendance/at-risk/", standing.at_risk, name="at_risk"),
    path("attendance/due/", standing.attendance_due, name="attendance_due"),
    path("my/attendance/", standing.my_attendance, name="my_attendance"),
]
