"""What a trainer enters about who was there."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core.reasons import ReasonField
from core.refusals import Refused
from enrollment.enums import LeavePart, Mark, MarkSource
from enrollment.marks import REASON_LENGTH, MarkEntry, mark_words
from enrollment.models import Attendance, Enrollment, LeaveRequest
from enrollment.queries.leaves import leaves_in, partly_away_in
from enrollment.services.attendance import needs_reason
from training.models import Session


def _minutes(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, required=False, widget=widget)


class MarkForm(forms.Form):
    """One person in one session. `seen` is the key of the mark that stood there when the page was made."""

    mark = forms.ChoiceField(label=_("Attendance"), choices=Mark.choices, widget=forms.RadioSelect)
    late = _minutes(_("Minutes late"))
    early = _minutes(_("Minutes left early"))
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, enrollment: Enrollment, session: Session, standing: Attendance | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.enrollment = enrollment
        self.session = session
        self.standing = standing
        self.leave: LeaveRequest | None = None  # approved for this session, or a part of it
        self.mine = ""  # what this list said, where it was not taken
        self.refusal = ""  # why it was not, unless somebody else said otherwise meanwhile

    @property
    def row_name(self) -> str:
        return self.enrollment.graduate.display_name

    @property
    def standing_words(self) -> str:
        """The mark that stands, as of this page."""
        row = self.standing
        return mark_words(row.mark, row.arrived_after, row.left_before) if row else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mark") != Mark.LATE or self.errors:
            return data
        lacking = (data.get("late") or 0) + (data.get("early") or 0)
        if not lacking:
            self.add_error("late", _("Say how many minutes late, or how many minutes early."))
        elif lacking >= self.session.minutes:
            words = _("The session lasts %(most)s minutes: who was there for none of them is absent.")
            self.add_error("late", words % {"most": self.session.minutes})
        return data

    def entry(self, reason: str) -> MarkEntry:
        data = self.cleaned_data
        is_part = data["mark"] == Mark.LATE
        return MarkEntry(
            self.enrollment.pk,
            Mark(data["mark"]),
            key=data["key"],
            arrived_after=data["late"] if is_part else None,
            left_before=data["early"] if is_part else None,
            seen=data["seen"],
            reason=reason,
        )


class ListForm(forms.Form):
    """What is said once for the whole list: the day and slot it was made for, and why earlier marks change."""

    day = forms.DateField(widget=forms.HiddenInput, required=False)
    slot = forms.CharField(widget=forms.HiddenInput, required=False, max_length=9)
    reason = ReasonField(
        label=_("Why marks change"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Needed for marks of an earlier day, and for those that somebody else made."),
    )

    @property
    def planned(self) -> tuple[date, str] | None:
        day = self.cleaned_data["day"]
        return (day, self.cleaned_data["slot"]) if day else None

    def refuse(self, refusal: Refused, session: Session) -> None:
        """Say why nothing of the list was taken; sent once more, it is a list of the session as it is now."""
        self.add_error(None, str(refusal))
        self.data = {
            **self.data,
            **{self.add_prefix(name): said for name, said in _place_of(session).items()},
        }


def list_form(session: Session, data: Any = None) -> ListForm:
    return ListForm(data, initial=_place_of(session), prefix="list")


def _place_of(session: Session) -> dict[str, str]:
    """Day and half-day of a session, as the list carries them."""
    return {"day": session.day.isoformat() if session.day else "", "slot": session.slot}


def asks_reason(forms_: Iterable[MarkForm], session: Session, *, by: User, at: datetime) -> bool:
    """Whether some mark of the list could only be corrected with a reason."""
    standing = (form.standing for form in forms_)
    return any(row and needs_reason(row, session, by=by, at=at) for row in standing)


def mark_forms(session: Session, seats: Iterable[Enrollment], data: Any = None) -> list[MarkForm]:
    """One form a person. Who has no mark yet is present until somebody says otherwise; where people marked
    themselves by the code, who did not is absent. Whose leave is approved is excused."""
    rows = Attendance.objects.filter(session=session).select_related("marked_by")
    known = {row.enrollment_id: row for row in rows}
    by_code = any(row.source == MarkSource.QR for row in known.values())
    usual = Mark.ABSENT if by_code else Mark.PRESENT
    away, partly = leaves_in(session), partly_away_in(session)
    forms_ = []
    for seat in seats:
        before = Mark.EXCUSED if seat.pk in away else usual
        form = mark_form(session, seat, known.get(seat.pk), data, usual=before, partly=partly.get(seat.pk))
        form.leave = away.get(seat.pk) or partly.get(seat.pk)
        forms_.append(form)
    return forms_


def mark_form(
    session: Session,
    seat: Enrollment,
    row: Attendance | None,
    data: Mapping[str, Any] | None = None,
    *,
    usual: Mark = Mark.PRESENT,
    partly: LeaveRequest | None = None,
) -> MarkForm:
    """`partly` is leave for a part of the session: the list says so beforehand, with its minutes."""
    initial: dict[str, Any] = {"mark": row.mark if row else usual, "key": uuid.uuid4()}
    if row:
        initial["seen"] = row.key
    elif partly:
        side = "late" if partly.part == LeavePart.COMES_LATER else "early"
        initial |= {"mark": Mark.LATE, side: partly.minutes}
    if row and row.mark == Mark.LATE:
        initial |= {"late": row.arrived_after or None, "early": row.left_before or None}
    return MarkForm(
        data, enrollment=seat, session=session, standing=row, initial=initial, prefix=f"seat{seat.pk}"
    )
