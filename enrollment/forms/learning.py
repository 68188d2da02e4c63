"""Input of attendance and scores: one row a person, errors named by person and field."""

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from enrollment.enums import Mark
from enrollment.models import Assessment, Attendance, Enrollment
from enrollment.services.learning import MarkEntry, ScoreEntry
from training.models import CourseRun, Session, Topic


class MarkForm(forms.Form):
    """One person in one session."""

    mark = forms.ChoiceField(label=_("Attendance"), choices=Mark.choices, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("Minutes present"),
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, enrollment: Enrollment, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrollment = enrollment
        self.session = session

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mark") == Mark.LATE and not data.get("minutes"):
            self.add_error("minutes", _("Say how many minutes the person was there."))
        elif (data.get("minutes") or 0) > self.session.minutes:
            self.add_error(
                "minutes", _("The session lasts %(most)s minutes.") % {"most": self.session.minutes}
            )
        return data

    @property
    def entry(self) -> MarkEntry:
        data = self.cleaned_data
        minutes = data["minutes"] if data["mark"] == Mark.LATE else None
        return MarkEntry(self.enrollment.pk, Mark(data["mark"]), minutes, data["key"])


def mark_forms(session: Session, seats: Iterable[Enrollment], data: Any = None) -> list[MarkForm]:
    """One form a person; everybody is present until somebody says otherwise."""
    known = {row.enrollment_id: row for row in Attendance.objects.filter(session=session)}
    return [_mark_form(session, seat, known.get(seat.pk), data) for seat in seats]


def _mark_form(session: Session, seat: Enrollment, row: Attendance | None, data: Any) -> MarkForm:
    initial = {"mark": row.mark if row else Mark.PRESENT, "key": uuid.uuid4()}
    if row and row.mark == Mark.LATE:
        initial["minutes"] = row.minutes
    return MarkForm(data, enrollment=seat, session=session, initial=initial, prefix=f"seat{seat.pk}")


class ScoreForm(forms.Form):
    """One person's scores in one topic."""

    theory = forms.DecimalField(
        label=_("Theory"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    practice = forms.DecimalField(
        label=_("Practice"), min_value=0, max_value=100, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, enrollment: Enrollment, topic: Topic, attempt: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrollment, self.topic, self.attempt = enrollment, topic, attempt
        for name, minutes in (("theory", topic.theory_minutes), ("practice", topic.practice_minutes)):
            if minutes == 0:
                del self.fields[name]
            else:
                self.fields[name].widget.attrs["class"] = "short"

    @property
    def entry(self) -> ScoreEntry | None:
        """None where nothing was entered for this person."""
        theory: Decimal | None = self.cleaned_data.get("theory")
        practice: Decimal | None = self.cleaned_data.get("practice")
        if theory is None and practice is None:
            return None
        return ScoreEntry(self.enrollment.pk, self.topic.pk, theory, practice, self.attempt)


class AssessedOnForm(forms.Form):
    """The day of an assessment: from the run's first day to today."""

    def __init__(self, *args: Any, run: CourseRun, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"assessed_on": today}, **kwargs})
        self.fields["assessed_on"] = ThaiDateField(label=_("Assessed on"), window=(run.first_day, today))


def score_forms(
    topic: Topic, seats: Iterable[Enrollment], *, attempt: int, data: Any = None
) -> list[ScoreForm]:
    """One form a person, filled with what is known of this attempt."""
    rows = Assessment.objects.filter(topic=topic, attempt=attempt)
    known = {row.enrollment_id: {"theory": row.theory, "practice": row.practice} for row in rows}
    return [
        ScoreForm(
            data,
            enrollment=seat,
            topic=topic,
            attempt=attempt,
            initial=known.get(seat.pk, {}),
            prefix=f"seat{seat.pk}",
        )
        for seat in seats
    ]
