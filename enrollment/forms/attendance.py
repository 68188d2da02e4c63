"""What a trainer enters about who was there."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Mark
from enrollment.models import Attendance, Enrollment
from enrollment.services.attendance import MarkEntry
from training.models import Session


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
