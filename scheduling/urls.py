from django.urls import path

from scheduling.views import needs, plans, sessions, timetable

urlpatterns = [
    path("timetable/in-need/", needs.sessions_in_need, name="sessions_in_need"),
    path("trainers/<int:pk>/deactivate/", needs.deactivate_trainer, name="deactivate_trainer"),
    path("rooms/<int:pk>/deactivate/", needs.deactivate_room, name="deactivate_room"),
    path("timetable/", timetable.timetable, name="timetable"),
    path("my/timetable/", timetable.my_timetable, name="my_timetable"),
    path("runs/<int:pk>/timetable/", timetable.run_timetable, name="run_timetable"),
    path("trainers/<int:pk>/week/", timetable.trainer_week, name="trainer_week"),
    path("rooms/<int:pk>/week/", timetable.room_week, name="room_week"),
    path("timetable/plans/", plans.plans, name="plans"),
    path("timetable/plans/new/", plans.new_plan, name="new_plan"),
    path("timetable/plans/<int:pk>/", plans.plan, name="plan"),
    path("timetable/plans/<int:pk>/publish/", plans.publish_plan, name="publish_plan"),
    path("timetable/plans/<int:pk>/discard/", plans.discard_plan, name="discard_plan"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:pk>/move/", sessions.move_session, name="move_session"),
    path("sessions/<int:pk>/unlock/", sessions.unlock_session, name="unlock_session"),
]
