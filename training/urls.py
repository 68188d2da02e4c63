from django.urls import path

from training.views import courses, places, runs, trainers

urlpatterns = [
    path("courses/", courses.courses, name="courses"),
    path("courses/new/", courses.new_course, name="new_course"),
    path("courses/<int:pk>/", courses.course, name="course"),
    path("courses/<int:pk>/curriculum/", courses.new_curriculum, name="new_curriculum"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", runs.new_run, name="new_run"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/open/", runs.advance_run, {"step": "open"}, name="open_run"),
    path("runs/<int:pk>/confirm/", runs.advance_run, {"step": "confirm"}, name="confirm_run"),
    path("runs/<int:pk>/finish/", runs.advance_run, {"step": "finish"}, name="finish_run"),
    path("trainers/", trainers.trainers, name="trainers"),
    path("trainers/new/", trainers.new_trainer, name="new_trainer"),
    path("trainers/<int:pk>/", trainers.trainer, name="trainer"),
    path("trainers/<int:pk>/qualify/", trainers.qualify_trainer, name="qualify_trainer"),
    path("absences/<int:pk>/remove/", trainers.remove_absence, name="remove_absence"),
    path("rooms/", places.rooms, name="rooms"),
    path("rooms/new/", places.new_room, name="new_room"),
    path("rooms/<int:pk>/", places.room, name="room"),
    path("calendar/", places.center_calendar, name="center_calendar"),
    path("closures/<int:pk>/remove/", places.remove_closure, name="remove_closure"),
]
