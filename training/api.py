"""Courses and runs for programs."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets

from core.api.permissions import allows
from training.models import Course, CourseRun, Reserve
from training.permissions import can_see_courses, can_see_runs


class CourseSerializer(serializers.ModelSerializer[Course]):
    class Meta:
        model = Course
        fields = ["id", "code", "name_th", "name_en", "course_type", "size_minimum", "size_maximum"]


class ReserveSerializer(serializers.ModelSerializer[Reserve]):
    whose = serializers.CharField(source="key", read_only=True)

    class Meta:
        model = Reserve
        fields = ["number", "whose", "seats"]


class RunSerializer(serializers.ModelSerializer[CourseRun]):
    course = serializers.SlugRelatedField[Course](slug_field="code", read_only=True)
    center = serializers.CharField(source="center.name_th", read_only=True)
    place = serializers.CharField(read_only=True)
    seats_free = serializers.IntegerField(read_only=True)
    reserves = ReserveSerializer(many=True, read_only=True)

    class Meta:
        model = CourseRun
        fields = [
            "id",
            "code",
            "course",
            "center",
            "place",
            "state",
            "announced_on",
            "applications_from",
            "first_day",
            "last_day",
            "pattern",
            "minimum",
            "seats",
            "seats_free",
            "reserves",
            "beds",
            "meals",
        ]


class CourseViewSet(viewsets.ReadOnlyModelViewSet[Course]):
    """What is taught."""

    permission_classes = [allows(can_see_courses)]
    serializer_class = CourseSerializer
    queryset = Course.objects.all()
    filterset_fields = ["course_type"]


class RunViewSet(viewsets.ReadOnlyModelViewSet[CourseRun]):
    """The runs that the account may see."""

    permission_classes = [allows(can_see_runs)]
    serializer_class = RunSerializer
    queryset = CourseRun.objects.none()
    filterset_fields = ["state", "course__code"]

    def get_queryset(self) -> QuerySet[CourseRun]:
        user: Any = self.request.user
        rows = CourseRun.objects.visible_to(user).select_related("course", "center", "site", "held_at")
        return rows.prefetch_related("reserves")
