"""What people enter about timetables. Forms read and check; services write."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.date_fields import ThaiDateField
from core.row_fields import RowsField
from core.templatetags.ui import thai_date
from scheduling.models import Assignment
from scheduling.queries import PRESELECTED, plannable_runs
from training.enums import PATTERN_SLOTS, Slot
from training.models import CourseRun, Room, Session, Trainer
from training.queries import trainers_able

DATED = _("already in a timetable")
EFFORTS = [(5, _("Quick look (5 seconds)")), (20, _("Good (20 seconds)")), (120, _("Best (2 minutes)"))]


class RunChoices(RowsField[CourseRun]):
    """Runs with what tells them apart: code, course, window, and how much is still to be dated."""

    def label_from_instance(self, run: Any) -> str:
        window = f"{thai_date(run.first_day, 'short')} – {thai_date(run.last_day, 'short')}"
        missing = _("%(count)s sessions without a day") % {"count": run.undated}
        return f"{run.code} · {run.course} · {window} · {missing if run.undated else DATED}"


class PlanForm(forms.Form):
    """Which runs get a timetable, and how long the engine may look for it."""

    runs = RunChoices(
        queryset=CourseRun.objects.none(),
        label=_("Runs"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Runs that have sessions without a day are chosen already."),
        error_messages={"required": _("Choose at least one run.")},
    )
    seconds = forms.TypedChoiceField(
        label=_("How long to look"), choices=EFFORTS, coerce=int, initial=20, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, center: Agency, today: date, asked: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        runs: Any = plannable_runs(center, today)  # with `undated`, which the type does not know
        waiting = runs.filter(undated__gt=0, state__in=PRESELECTED)
        self.fields["runs"].queryset = runs  # type: ignore[attr-defined]
        self.fields["runs"].initial = asked or list(waiting.values_list("pk", flat=True))


class MoveForm(forms.Form):
    """Where and when one session is to be held instead."""

    day = ThaiDateField(label=_("Day"))
    slot = forms.ChoiceField(label=_("Half day"), widget=forms.RadioSelect)
    room = forms.ModelChoiceField(queryset=Room.objects.none(), label=_("Room"), widget=forms.RadioSelect)
    trainers = RowsField(
        queryset=Trainer.objects.none(), label=_("Trainers"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _now(session), **kwargs})
        run = session.run
        slots = PATTERN_SLOTS[run.pattern][1]
        able = trainers_able(run)
        self.fields["slot"].choices = [(slot.value, slot.label) for slot in Slot if slot in slots]  # type: ignore[attr-defined]
        self.fields["trainers"].queryset = able  # type: ignore[attr-defined]
        if run.is_outside:
            del self.fields["room"]
        else:
            self.fields["room"].queryset = _rooms(session)  # type: ignore[attr-defined]
            self.fields["room"].empty_label = None  # type: ignore[attr-defined]

    @property
    def place(self) -> dict[str, Any]:
        """What `move_session` is told."""
        return {"room": None, **self.cleaned_data}


def _rooms(session: Session) -> QuerySet[Room]:
    """The rooms of the kind, at the run's site where it has one."""
    run = session.run
    fit = Room.objects.filter(center=run.center_id, kind=session.room_kind_id, is_active=True)
    return fit.filter(site=run.site_id) if run.site_id else fit


def _now(session: Session) -> dict[str, Any]:
    """What is booked for the session now."""
    booked = Assignment.objects.filter(session=session).prefetch_related("bookings").first()
    if booked is None:
        return {}
    trainers = [booking.trainer_id for booking in booked.bookings.all()]
    return {"day": booked.day, "slot": booked.slot, "room": booked.room_id, "trainers": trainers}
