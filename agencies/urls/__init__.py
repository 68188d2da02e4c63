"""Doors of agencies, by noun."""

from django.urls import include, path

urlpatterns = [
    path("", include("agencies.urls.agencies")),
    path("", include("agencies.urls.memoranda")),
    path("", include("agencies.urls.places")),
    path("", include("agencies.urls.hats")),
]
