from django.urls import path

from program import rosters, views

urlpatterns = [
    path("", views.home, name="home"),
    path("roster/", rosters.roster, name="roster"),
    path("roster/<uuid:pk>/", rosters.pupil, name="pupil"),
    path("report/", views.report, name="report"),
]
