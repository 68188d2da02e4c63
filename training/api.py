"""Courses and runs for programs."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets

from core.api.permissions import allows
from training.models import Course, CourseRun
from training.permissions import can_see_courses


class CourseSerializer(serializers.ModelSerializer[Course]):
    class Meta:
        model = Course
        fields = ["id", "code", "name_th", "name_en", "course_type", "size_minimum", "size_maximum"]


class RunSerializer(serializers.ModelSerializer[CourseRun]):
    course = serializers.SlugRelatedField[Course](slug_field="code", read_only=True)
    seats_free = serializers.IntegerField(read_only=True)

    class Meta:
        model = CourseRun
        fields = [
            "id",
            "code",
            "course",
            "state",
            "first_day",
            "last_day",
            "pattern",
            "minimum",
            "seats",
            "seats_free",
        ]


class CourseViewSet(viewsets.ReadOnlyModelViewSet[Course]):
    """What is taught."""

    permission_classes = [allows(can_see_courses)]
    serializer_class = CourseSerializer
    queryset = Course.objects.all()
    filterset_fields = ["course_type"]


class RunViewSet(viewsets.ReadOnlyModelViewSet[CourseRun]):
    """The runs that the account may see."""

    permission_classes = [allows(can_see_courses)]
    serializer_class = RunSerializer
    queryset = CourseRun.objects.none()
    filterset_fields = ["state", "course__code"]

    def get_queryset(self) -> QuerySet[CourseRun]:
        user: Any = self.request.user
        return CourseRun.objects.visible_to(user).select_related("course")
