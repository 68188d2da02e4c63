"""Doors of what comes next for a leaver, and of the schools' reports."""

from django.urls import path

from enrollment.views import rosters

urlpatterns = [
    path("roster/<uuid:pk>/continues/", rosters.continues, name="continues"),
    path("roster/<uuid:pk>/next/", rosters.record_path, name="record_path"),
    path("roster/paths/<int:pk>/take-back/", rosters.take_back_path, name="take_back_path"),
    path("school-report/", rosters.school_report, name="school_report"),
    path("school-report/<int:pk>/reopen/", rosters.reopen_report, name="reopen_report"),
    path("completeness/", rosters.completeness, name="completeness"),
]
