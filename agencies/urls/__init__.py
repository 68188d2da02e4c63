"""Doors of agencies, by noun."""

from django.urls import include, path

urlpatterns = [
    path("", include("agencies.urls.places")),
]
