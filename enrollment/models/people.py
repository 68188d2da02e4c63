"""The registry: graduates, the identifiers they have had, their guardians."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, Place, User
from core import crypto
from enrollment import seeing
from enrollment.enums import (
    BarrierKind,
    CaseType,
    DatePrecision,
    Education,
    Grade,
    IdentifierKind,
    NumberEnd,
    PhoneOwner,
    ReferralState,
)
from enrollment.models.imports import ImportBatch

# Agencies that enter people of schools which are not theirs; a school enters its own only.
OFFICES = (AgencyKind.AREA_OFFICE, AgencyKind.LEARNING)
LIVE_REFERRAL = (ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ACCEPTED)
RECEIVERS = (Role.STAFF, Role.HEAD, Role.COUNSELOR)


def of_counselor(user: User, path: str = "") -> Q:
    """People of the account's schools, and those whom its area office entered; `path` leads to the graduate."""
    counseled = user.agencies_as(Role.COUNSELOR)
    offices = Agency.objects.filter(pk__in=counseled, kind__in=OFFICES).values("pk")
    return Q(**{f"{path}school__in": counseled}) | Q(**{f"{path}registered_by__in": offices})


def _grounds(user: User) -> tuple[list[Q], list[QuerySet[Any]]]:
    """On which grounds the account sees people: columns of theirs, and rows that point to them."""
    referrals, seats = (
        apps.get_model("enrollment", name)._default_manager for name in ("Referral", "Enrollment")
    )
    centers = user.agencies_as(Role.STAFF, Role.HEAD)
    own = [
        *cast(list[Q], of_counselor(user).children),
        Q(registered_by__in=centers),
        Q(entered_by=user, registered_by__in=user.agencies_as(Role.VOLUNTEER)),
        Q(user=user),
    ]
    referred = referrals.filter(
        to_agency__in=user.agencies_as(*RECEIVERS), state__in=LIVE_REFERRAL, basis_ended_at=None
    )
    return own, [referred, seats.filter(run__center__in=centers), seats.filter(run__trainers__user=user)]


class GraduateQuerySet(models.QuerySet["Graduate"]):
    def visible_to(self, user: User) -> GraduateQuerySet:
        """Counsellors see their school's people or whom their area office entered; centre staff those entered by
        their centre; both, and every other agency, those referred to them; volunteers whom they entered.

        A referral that was declined, withdrawn or handed on opens nothing any more, nor one whose basis (the
        consent) is gone. Trainers see who sits in their runs, trainees themselves. Everybody else sees nobody,
        and nobody sees a record that was merged into another.
        """
        if not user.is_active:
            return self.none()
        own, rows = _grounds(user)
        pointing = (Q(Exists(found.filter(graduate=OuterRef("pk")))) for found in rows)
        return self.living().filter(Q(*own, *pointing, _connector=Q.OR))

    def keys_visible_to(self, user: User) -> QuerySet[Any]:
        """The keys of `visible_to` (and of people no longer living, or hidden) from its grounds, one after the other;
        a key may come twice. This walks each ground by its index alone, where `visible_to` judges person by person.
        """
        if not user.is_active:
            return self.none().values_list("pk")
        own, rows = _grounds(user)
        first, *more = (Graduate.stored.filter(ground).order_by().values_list("pk") for ground in own)
        return first.union(*more, *(found.order_by().values_list("graduate") for found in rows), all=True)

    def living(self) -> GraduateQuerySet:
        """Records that stand for a person: not those merged into another one, nor erased."""
        return self.filter(merged_into=None, erased_at=None)


class _WithoutHidden(models.Manager["Graduate"]):
    """Everybody in the register: without the people whom an import is still writing or taking back."""

    def get_queryset(self) -> models.QuerySet[Graduate]:
        hiding = ImportBatch.objects.filter(hides=True).values("pk")
        return super().get_queryset().exclude(import_batch__in=hiding)


GraduateManager = _WithoutHidden.from_queryset(GraduateQuerySet)


class Graduate(models.Model):
    """A person, before and after training; exists independently of being enrolled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prefix = models.CharField(_("prefix"), max_length=40)
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    name_en = models.CharField(_("romanised name"), max_length=200, blank=True)
    # Normalised copies, written by the services: one for ORDER BY in Thai order on both databases, one to search.
    sort_key = models.CharField(max_length=500, editable=False)
    search_text = models.CharField(max_length=500, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True)
    birth_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    case_type = models.CharField(_("case"), max_length=14, choices=CaseType, default=CaseType.FINISHED)
    education = models.CharField(
        _("education completed"), max_length=16, choices=Education, default=Education.LOWER_SECONDARY
    )
    grade = models.CharField(_("grade of leaving"), max_length=4, choices=Grade, blank=True)
    school = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leavers",
        verbose_name=_("school"),
    )
    academic_year = models.PositiveSmallIntegerField(
        _("academic year of leaving (B.E.)"), null=True, blank=True
    )
    reasons = models.JSONField(_("reasons for not continuing"), default=list, blank=True)
    interests = models.JSONField(_("interests"), default=list, blank=True)  # course codes
    aptitudes = models.JSONField(_("aptitudes"), default=list, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subdistrict"),
    )
    address = models.CharField(_("house number and village"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    phone_owner = models.CharField(_("whose telephone"), max_length=8, choices=PhoneOwner, blank=True)
    needs_lodging = models.BooleanField(_("needs lodging"), default=False)
    registered_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField(_("registered"))
    version = models.PositiveIntegerField(default=1, editable=False)  # two people saving: the second is told
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="graduate"
    )
    import_batch = models.ForeignKey(
        "enrollment.ImportBatch", on_delete=models.SET_NULL, null=True, blank=True, related_name="graduates"
    )
    # Judged to be the same person as another record, which stands for both; undoing the merge clears it.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        editable=False,
        db_index=False,  # of the few merged records only, below: SQLite took it for the way to all others
    )

    # Everything that speaks of the person is gone; the row stays, so that totals stay what they were.
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = GraduateManager()
    stored = models.Manager()  # noqa: DJ012  # every row: for the import that hides some of them

    class Meta:
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["sort_key", "id"]),
            # Whole, not of the merged only: SQLite looks here before it deletes somebody, and takes no partial index.
            # Spelled so that SQLite uses it for the merged ones, and cannot take it for the way to all others.
            models.Index(fields=["merged_into"], name="merged_away", condition=Q(merged_into__isnull=False)),
            # What two records of one person share, and how many bear a name (`queries.duplicates`).
            models.Index(fields=["given_name"], name="people_given_name"),
            models.Index(fields=["family_name"], name="people_family_name"),
            models.Index(fields=["birth_date"], name="people_birth_date"),
            models.Index(fields=["phone"], name="people_phone"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Prefix joined to the given name, as Thai writes it. Whoever asks for it in a request has seen the person."""
        seeing.saw(self.pk, self.user_id)
        if self.erased_at:
            return str(_("(erased)"))
        return f"{self.prefix}{self.given_name} {self.family_name}".strip()

    @property
    def display_name(self) -> str:
        in_thai, english = self.full_name, not (get_language() or "th").startswith("th")
        return self.name_en if english and self.name_en else in_thai


class Identifier(models.Model):
    """A citizen ID or G-code a person has or had: sealed, found by keyed hash, shown masked.

    One that was replaced still leads to the person. One entered by mistake has a word in place of its hash: no
    search finds it, and whoever it belongs to can be registered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=8, choices=IdentifierKind)
    sealed = models.BinaryField()
    lookup = models.CharField(max_length=64)
    masked = models.CharField(_("number"), max_length=20)
    valid_from = models.DateField(_("since"))
    valid_until = models.DateField(_("until"), null=True)
    end_reason = models.CharField(_("reason"), max_length=8, choices=NumberEnd, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            # One living person per number: the wall against registering somebody twice.
            models.UniqueConstraint(fields=["kind", "lookup"], name="identifier_belongs_to_one_person")
        ]

    @property
    def place(self) -> str:
        """What the sealed bytes are bound to: they open nowhere else."""
        return f"enrollment.identifier.sealed:{self.pk}"

    def reveal(self) -> str:
        """The number itself. Callers write an audit row: revealing is an act."""
        return crypto.unseal(self.sealed, place=self.place).decode()


class Barrier(models.Model):
    """Whether something stands in the person's way: yes or no, who saw the paper and when; never its content."""

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="barriers")
    kind = models.CharField(_("kind"), max_length=10, choices=BarrierKind)
    holds = models.BooleanField(_("holds"))
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    seen_on = models.DateField(_("paper seen on"))

    class Meta:
        ordering = ["graduate", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["graduate", "kind"], name="one_answer_a_barrier"),
        ]


class Guardian(models.Model):
    """A parent or guardian. What they consent to is kept in `Consent`."""

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(_("name"), max_length=200)
    relation = models.CharField(_("relation"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="guardians_name")]
