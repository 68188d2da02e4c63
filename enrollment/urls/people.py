"""Doors of the registry, imports and referrals."""

from django.urls import path

from enrollment.views import imports

urlpatterns = [
    path("imports/<uuid:pk>/", imports.show_import, name="import"),
]
