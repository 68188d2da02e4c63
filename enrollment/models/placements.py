"""Training in a firm: where, who, the hours, the visits, and the firm's word at the end (clauses 27, 31, 33-36)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, Place, User
from enrollment.enums import Hazard
from enrollment.models.people import of_counselor
from enrollment.models.seats import Enrollment
from training.models import CourseRun

MOST_MINUTES = 24 * 60


class SiteQuerySet(models.QuerySet["PlacementSite"]):
    def visible_to(self, user: User) -> SiteQuerySet:
        """The staff of the centre that found the firm, and the trainers of the runs that sent somebody there."""
        return self.filter(
            Q(center__in=user.agencies_as(Role.STAFF, Role.HEAD))
            | Q(
                placements__enrollment__run__trainers__user=user,
                placements__enrollment__run__trainers__is_active=True,
            )
        ).distinct()


class PlacementSite(models.Model):
    """A workplace that takes trainees: the firm, where it is, who looks after them, what they do there and when."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="placement_sites")
    firm = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("firm in the register of agencies"),
    )
    name = models.CharField(_("firm's name"), max_length=200)
    address = models.CharField(_("house number, road, village"), max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mentor = models.CharField(_("who looks after the trainees"), max_length=200)
    mentor_phone = models.CharField(_("telephone"), max_length=20, blank=True)
    work = models.CharField(_("kind of work"), max_length=200)
    hazards = models.JSONField(_("hazardous work"), default=list)  # values of `Hazard`
    starts = models.TimeField(_("work begins"))
    ends = models.TimeField(_("work ends"))
    minutes_a_day = models.PositiveSmallIntegerField(_("minutes of work a day"))
    is_active = models.BooleanField(_("takes trainees"), default=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="site_works_some_minutes", condition=Q(minutes_a_day__range=(1, MOST_MINUTES))
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hazard_labels(self) -> list[str]:
        """The hazardous work in words."""
        return [str(Hazard(kind).label) for kind in self.hazards]


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User) -> PlacementQuerySet:
        """The centre's staff, the run's trainers, the person's counsellor, the person."""
        return self.filter(
            Q(enrollment__run__center__in=user.agencies_as(Role.STAFF, Role.HEAD))
            | Q(enrollment__run__trainers__user=user, enrollment__run__trainers__is_active=True)
            | of_counselor(user, "enrollment__graduate__")
            | Q(enrollment__graduate__user=user)
        ).distinct()

    def last_of_seat(self) -> PlacementQuerySet:
        """The one that counts of each seat: nobody was moved on from it."""
        return self.filter(next_one=None)


class Placement(models.Model):
    """One person at one site for some days. A change of site is a new row that follows the old one (clause 27)."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="placements")
    site = models.ForeignKey(PlacementSite, on_delete=models.PROTECT, related_name="placements")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next_one")
    change_reason = models.CharField(_("reason for changing the site"), max_length=300, blank=True)
    inspector_told_on = models.DateField(_("labour inspector told on"), null=True)
    returned_on = models.DateField(_("back at the centre on"), null=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    placed_at = models.DateTimeField(_("recorded"))

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["enrollment", "first_day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], name="one_first_placement_a_seat", condition=Q(follows=None)
            ),
            models.CheckConstraint(name="placement_days_in_order", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(
                name="site_changed_for_a_reason", condition=Q(follows=None) | ~Q(change_reason="")
            ),
            models.CheckConstraint(
                name="back_after_the_last_day",
                condition=Q(returned_on=None) | Q(returned_on__gt=F("last_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.site}"


class PlacementDay(models.Model):
    """Minutes of one day in the firm. What the trainee wrote counts once the mentor has confirmed it."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(  # who recorded the mentor's word
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "day"], name="one_entry_a_day_in_a_firm"),
            models.CheckConstraint(
                name="a_day_has_some_minutes", condition=Q(minutes__range=(1, MOST_MINUTES))
            ),
        ]


class SiteVisit(models.Model):
    """The centre looked after its trainees at a site (clause 33: at least once a site and run)."""

    site = models.ForeignKey(PlacementSite, on_delete=models.PROTECT, related_name="visits")
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="site_visits")
    visited_on = models.DateField(_("visited on"))
    visitor = models.CharField(_("who went"), max_length=200)
    findings = models.TextField(_("what was seen"), max_length=2000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-visited_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "run", "visited_on"], name="one_visit_a_site_and_day")
        ]


class PlacementReport(models.Model):
    """What comes back from the firm (clauses 34-36): time sheet, evaluation with its word, result of the job."""

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="report")
    passes = models.BooleanField(_("the firm passes the trainee"))
    evaluated_by = models.CharField(_("evaluated by"), max_length=200)
    evaluated_on = models.DateField(_("evaluated on"))
    job_result = models.TextField(_("result of the job"), max_length=2000)
    received_on = models.DateField(_("report received on"))
    time_sheet = models.ForeignKey("core.SealedFile", on_delete=models.PROTECT, null=True, related_name="+")
    evaluation = models.ForeignKey("core.SealedFile", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["placement"]
        constraints = [
            models.CheckConstraint(
                name="evaluated_before_received", condition=Q(received_on__gte=F("evaluated_on"))
            )
        ]


class SignedHours(models.Model):
    """An hours sheet that came back with the mentor's signatures, for the days up to `until`."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="signed_hours")
    file = models.ForeignKey("core.SealedFile", on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("signed up to"))
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["placement", "until", "id"]
