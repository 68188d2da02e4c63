"""Doors of enrollment, by noun."""

from django.urls import include, path

urlpatterns = [
    path("", include("enrollment.urls.people")),
    path("", include("enrollment.urls.referrals")),
    path("", include("enrollment.urls.consents")),
    path("", include("enrollment.urls.duplicates")),
    path("", include("enrollment.urls.rosters")),
    path("", include("enrollment.urls.rounds")),
    path("", include("enrollment.urls.runs")),
    path("", include("enrollment.urls.attendance")),
    path("", include("enrollment.urls.learning")),
    path("", include("enrollment.urls.placements")),
    path("", include("enrollment.urls.entry")),
    path("", include("enrollment.urls.rights")),
    path("", include("enrollment.urls.sheets")),
]
