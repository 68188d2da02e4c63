"""The programming interface, version 1, scoped like the pages: read-only, but for the marks of a class."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import SimpleRouter

from certificates.api import CheckView
from enrollment.api import MarksView, PersonViewSet, SeatViewSet
from training.api import CourseViewSet, CurriculumViewSet, RunViewSet

router = SimpleRouter()
router.register("courses", CourseViewSet, basename="api-course")
router.register("curricula", CurriculumViewSet, basename="api-curriculum")
router.register("runs", RunViewSet, basename="api-run")
router.register("people", PersonViewSet, basename="api-person")
router.register("seats", SeatViewSet, basename="api-seat")

urlpatterns = [
    path("", include(router.urls)),
    path("sessions/<int:pk>/marks/", MarksView.as_view(), name="api-marks"),
    path("check/<str:code>/", CheckView.as_view(), name="api-check"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]), name="api-schema"),
]
