"""Requests for leave, their papers, and the marks that came of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from enrollment.enums import LeaveKind, LeavePaperKind, LeavePart, LeaveState, Mark
from enrollment.models.seats import Enrollment
from enrollment.models.sheets import of_teachers
from training.models import Session

# Of one session only, with the minutes that are missed of it.
OF_ONE_SESSION = (LeavePart.COMES_LATER, LeavePart.LEAVES_EARLIER)


class LeaveRequestQuerySet(models.QuerySet["LeaveRequest"]):
    def visible_to(self, user: User) -> LeaveRequestQuerySet:
        """The person, and who decides: the centre's staff and the run's trainers. It may speak of health."""
        return self.filter(
            of_teachers(user, "enrollment__run__") | Q(enrollment__graduate__user=user)
        ).distinct()

    def of_deciders(self, user: User) -> LeaveRequestQuerySet:
        """Those that the account may decide about: of its centre and its runs, never its own."""
        mine = Q(enrollment__graduate__user=user)
        return self.filter(of_teachers(user, "enrollment__run__")).exclude(mine).distinct()


class LeaveRequest(models.Model):
    """Days, or a part of them, that a person in training asks to be away. Excused is not attended (clause 20)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=8, choices=LeaveKind)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    part = models.CharField(_("how much"), max_length=9, choices=LeavePart, default=LeavePart.WHOLE)
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("session")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes away"), null=True)
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=9, choices=LeaveState, default=LeaveState.ASKED)
    # Sick for so long that a medical certificate is asked for (clause 32): by when it is handed in.
    paper_due_on = models.DateField(_("certificate due"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = LeaveRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(
                name="leave_days_in_order", condition=Q(last_day__gte=models.F("first_day"))
            ),
            models.CheckConstraint(
                name="leave_of_a_session_says_how_long",
                condition=~Q(part__in=OF_ONE_SESSION) | Q(minutes__gte=1, first_day=models.F("last_day")),
            ),
            models.CheckConstraint(
                name="leave_declined_with_words", condition=~Q(state=LeaveState.DECLINED) | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="leave_paper_due_by_a_day",
                condition=~Q(state=LeaveState.PAPER_DUE) | Q(paper_due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} {self.first_day}–{self.last_day}"


class LeavePaper(models.Model):
    """A paper handed in with a request, drawn anew from its pixels; only who decides may open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leave = models.ForeignKey(LeaveRequest, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("paper"), max_length=11, choices=LeavePaperKind)
    file = models.ForeignKey("core.SealedFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("handed in"))

    class Meta:
        ordering = ["leave", "added_at", "id"]


class LeaveMark(models.Model):
    """A mark that an approved request wrote, and what stood there before: taken back, it is put right again."""

    leave = models.ForeignKey(LeaveRequest, on_delete=models.CASCADE, related_name="marks")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    before = models.CharField(_("mark before"), max_length=8, choices=Mark, blank=True)
    before_minutes = models.PositiveSmallIntegerField(_("minutes before"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leave", "session"], name="leave_marks_once")]
