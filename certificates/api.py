"""The public check for programs: the same answer as the check page."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from certificates.queries import check
from core.limits import caller, limit_of


class CheckSerializer(serializers.Serializer[Any]):
    """What a paper says, and whether it is valid today."""

    valid = serializers.BooleanField()
    state = serializers.CharField()
    number = serializers.CharField()
    name = serializers.CharField()
    course = serializers.CharField()
    hours = serializers.IntegerField()
    issued_on = serializers.DateField()
    issued_by = serializers.CharField()


class CheckView(APIView):
    """Anyone who holds a code: is this paper genuine?"""

    permission_classes = [AllowAny]
    authentication_classes = ()
    serializer_class = CheckSerializer

    def get(self, request: Request, code: str) -> Response:
        misses, at = limit_of("CHECK_MISSES"), timezone.now()
        if misses.is_used_up(caller(request), at=at):
            raise Throttled(misses.seconds_left(at))
        found = check(code)
        if found is None:
            if not misses.take(caller(request), at=at):
                raise Throttled(misses.seconds_left(at))
            raise Http404
        answer = {
            "valid": found.is_valid,
            "state": found.certificate.state,
            "number": found.facts.number,
            "name": found.facts.name_th,
            "course": found.facts.course_th,
            "hours": found.facts.total_hours,
            "issued_on": found.facts.issued_on,
            "issued_by": found.facts.center_th,
        }
        return Response(CheckSerializer(answer).data, headers={"Cache-Control": "no-store"})
