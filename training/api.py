"""Courses and runs for programs."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets

from core.api.permissions import allows
from training.models import (
    Course,
    CourseRun,
    Curriculum,
    EquipmentKind,
    Gear,
    Reserve,
    RoomKind,
    Skill,
    Topic,
)
from training.permissions import can_see_courses, can_see_runs


class CourseSerializer(serializers.ModelSerializer[Course]):
    """A course; amounts are satang, a wage is as somebody stated it."""

    skills = serializers.SlugRelatedField[Skill](slug_field="code", many=True, read_only=True)
    gear = serializers.SlugRelatedField[Gear](slug_field="code", many=True, read_only=True)
    partner = serializers.CharField(source="partner_in_words", read_only=True)
    occupations = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Course
        fields = [
            "id",
            "code",
            "name_th",
            "name_en",
            "course_type",
            "is_active",
            "size_minimum",
            "size_maximum",
            "skills",
            "gear",
            "partner",
            "partner_runs",
            "occupations",
            "wage_low",
            "wage_high",
            "wage_per",
            "wage_source",
            "wage_on",
        ]


class TopicSerializer(serializers.ModelSerializer[Topic]):
    room_kind = serializers.SlugRelatedField[RoomKind](slug_field="code", read_only=True)
    equipment = serializers.SlugRelatedField[EquipmentKind](slug_field="code", many=True, read_only=True)

    class Meta:
        model = Topic
        fields = [
            "number",
            "title_th",
            "title_en",
            "theory_minutes",
            "practice_minutes",
            "score_weight",
            "room_kind",
            "equipment",
        ]


class CurriculumSerializer(serializers.ModelSerializer[Curriculum]):
    """One version of a course's content; no age and no education: what the regulation asks for."""

    course = serializers.SlugRelatedField[Course](slug_field="code", read_only=True)
    minutes = serializers.IntegerField(read_only=True)
    topics = TopicSerializer(many=True, read_only=True)

    class Meta:
        model = Curriculum
        fields = [
            "id",
            "course",
            "version",
            "approved_on",
            "change",
            "minimum_age",
            "minimum_education",
            "delivery",
            "minutes",
            "placement_minutes",
            "topics",
        ]


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
    queryset = Course.objects.select_related("partner").prefetch_related("skills", "gear")
    filterset_fields = ["course_type", "is_active"]


class CurriculumViewSet(viewsets.ReadOnlyModelViewSet[Curriculum]):
    """The versions of what is taught, with their topics."""

    permission_classes = [allows(can_see_courses)]
    serializer_class = CurriculumSerializer
    queryset = Curriculum.objects.select_related("course").prefetch_related(
        "topics__room_kind", "topics__equipment"
    )
    filterset_fields = ["course__code", "version"]


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
