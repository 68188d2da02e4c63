"""People and seats for programs. Identifiers, addresses and guardians are not part of it."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets

from core.api.permissions import allows
from enrollment import seeing
from enrollment.models import Enrollment, Graduate
from enrollment.permissions import can_see_people
from training.models import CourseRun


class PersonSerializer(serializers.ModelSerializer[Graduate]):
    class Meta:
        model = Graduate
        fields = [
            "id",
            "prefix",
            "given_name",
            "family_name",
            "name_en",
            "school",
            "academic_year",
            "case_type",
            "interests",
        ]

    def to_representation(self, instance: Graduate) -> Any:
        seeing.saw(instance.pk, instance.user_id)
        return super().to_representation(instance)


class SeatSerializer(serializers.ModelSerializer[Enrollment]):
    run = serializers.SlugRelatedField[CourseRun](slug_field="code", read_only=True)

    class Meta:
        model = Enrollment
        fields = ["id", "graduate", "run", "seat_number", "state", "enrolled_at"]

    def to_representation(self, instance: Enrollment) -> Any:
        seeing.saw(instance.graduate_id, None)
        return super().to_representation(instance)


class PersonViewSet(viewsets.ReadOnlyModelViewSet[Graduate]):
    """The people whom the account may see."""

    permission_classes = [allows(can_see_people)]
    serializer_class = PersonSerializer
    queryset = Graduate.objects.none()
    filterset_fields = ["academic_year", "case_type"]

    def get_queryset(self) -> QuerySet[Graduate]:
        user: Any = self.request.user
        return Graduate.objects.visible_to(user)


class SeatViewSet(viewsets.ReadOnlyModelViewSet[Enrollment]):
    """The seats that the account may see."""

    permission_classes = [allows(can_see_people)]
    serializer_class = SeatSerializer
    queryset = Enrollment.objects.none()
    filterset_fields = ["state", "run__code"]

    def get_queryset(self) -> QuerySet[Enrollment]:
        user: Any = self.request.user
        return Enrollment.objects.visible_to(user).select_related("run")
