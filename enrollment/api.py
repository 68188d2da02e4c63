"""People, seats and marks for programs. Identifiers, addresses and guardians are not part of it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.permissions import allows
from core.drafts import device_key
from core.refusals import Refused
from enrollment import seeing
from enrollment.enums import Mark
from enrollment.marks import (
    REASON_LENGTH,
    MarkAnswer,
    MarkEntry,
    OtherAccount,
    SessionMoved,
    mark_words,
)
from enrollment.models import Attendance, Enrollment, Graduate
from enrollment.permissions import can_see_people, can_teach
from enrollment.queries.attendance import runs_of_class
from enrollment.services import sync_marks
from training.enums import Slot
from training.models import CourseRun, Session

DAY_MINUTES = 24 * 60
MARKS_AT_ONCE = 500


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


class MarkSerializer(serializers.Serializer[Any]):
    """One person's mark, made on a device: `seen` is the key of the mark that stood there then, null for none."""

    key = serializers.UUIDField()
    seat = serializers.IntegerField(min_value=1, max_value=2**31)
    mark = serializers.ChoiceField(choices=Mark.choices)
    late = serializers.IntegerField(min_value=0, max_value=DAY_MINUTES, default=0)
    early = serializers.IntegerField(min_value=0, max_value=DAY_MINUTES, default=0)
    seen = serializers.UUIDField(allow_null=True, default=None)
    reason = serializers.CharField(allow_blank=True, max_length=REASON_LENGTH, default="")

    @staticmethod
    def entry(said: dict[str, Any]) -> MarkEntry:
        is_part = said["mark"] == Mark.LATE
        return MarkEntry(
            said["seat"],
            Mark(said["mark"]),
            key=said["key"],
            arrived_after=said["late"] if is_part else None,
            left_before=said["early"] if is_part else None,
            seen=said["seen"],
            reason=said["reason"],
        )


class MarksSerializer(serializers.Serializer[Any]):
    """Marks of one session, the day and slot for which they were made, and the account whose device made them."""

    account = serializers.CharField(default="", allow_blank=True, max_length=64)
    day = serializers.DateField()
    slot = serializers.ChoiceField(choices=Slot.choices)
    marks = serializers.ListField(child=MarkSerializer(), max_length=MARKS_AT_ONCE)


class MarksView(APIView):
    """Marks from a device. Sent twice they count once; what somebody marked meanwhile is answered, not overwritten."""

    permission_classes = [allows(can_teach)]
    serializer_class = MarksSerializer

    def post(self, request: Request, pk: int) -> Response:
        user: Any = request.user
        session = get_object_or_404(Session, pk=pk, run__in=runs_of_class(user))
        form = MarksSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said, at = form.validated_data, timezone.localtime()
        try:
            if said["account"] not in ("", device_key(user).account):
                raise OtherAccount
            entries = [MarkSerializer.entry(mark) for mark in said["marks"]]
            answers = sync_marks(session, entries, by=user, at=at, planned=(said["day"], said["slot"]))
        except Refused as refusal:
            return Response(_refused(refusal, session), status=409)
        return Response({"answers": [_answer(answer) for answer in answers]})


def _refused(refusal: Refused, session: Session) -> dict[str, Any]:
    moved = {"day": session.day, "slot": session.slot} if isinstance(refusal, SessionMoved) else None
    return {"code": refusal.code, "sentence": str(refusal), "moved": moved}


def _answer(answer: MarkAnswer) -> dict[str, Any]:
    return {
        "key": answer.entry.key,
        "took": answer.took,
        "sentence": str(answer.refusal or ""),
        "standing": _standing(answer.standing) if answer.standing else None,
    }


def _standing(row: Attendance) -> dict[str, Any]:
    who = row.marked_by
    return {
        "key": row.key,
        "mark": row.mark,
        "late": row.arrived_after,
        "early": row.left_before,
        "words": mark_words(row.mark, row.arrived_after, row.left_before),
        "by": (who.get_full_name() or who.get_username()) if who else "",
        "at": row.marked_at,
    }
