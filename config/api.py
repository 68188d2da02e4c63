"""The programming interface, version 1: read-only, scoped like the pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import SimpleRouter

from certificates.api import CheckView
from enrollment.api import PersonViewSet, SeatViewSet
from training.api import CourseViewSet, RunViewSet

router = SimpleRouter()
router.register("courses", CourseViewSet, basename="api-course")
router.register("runs", RunViewSet, basename="api-run")
router.register("people", PersonViewSet, basename="api-person")
router.register("seats", SeatViewSet, basename="api-seat")

urlpatterns = [
    path("", include(router.urls)),
    path("check/<str:code>/", CheckView.as_view(), name="api-check"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]), name="api-schema"),
]
