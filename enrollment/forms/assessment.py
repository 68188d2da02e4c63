"""What a trainer enters about scores, workbooks of scores, and the days of tests."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from enrollment.enums import EnrollmentState, PostponeGround
from enrollment.forms.refusing import RefusedAt
from enrollment.marks import NotInThisRun
from enrollment.models import Assessment, Enrollment, PlannedTest
from enrollment.services.assessment import ScoreEntry, Scores, scores_of
from enrollment.services.postponing import (
    AlreadyPlanned,
    DayOutsideRun,
    NoticeTooShort,
    NotLater,
    PartNotTaught,
    ToldInTheFuture,
    WhyPutOffMissing,
)
from training.enums import Part
from training.forms.amounts import NumberField
from training.models import CourseRun, Topic

# Where a refusal to put a test off is said.
POSTPONE_REFUSED_AT: RefusedAt = {
    NotInThisRun: ("seat",),
    NotLater: ("to_day",),
    NoticeTooShort: ("told_on",),
    ToldInTheFuture: ("told_on",),
    WhyPutOffMissing: ("reason",),
}
PLAN_REFUSED_AT: RefusedAt = {AlreadyPlanned: ("what",), DayOutsideRun: ("day",), PartNotTaught: ("what",)}
REASON_HELP = _("Needed where a score of an earlier day is changed; the old score is kept beside it.")


class ScoreForm(forms.Form):
    """One person's scores in one topic."""

    theory = NumberField(label=_("Theory"), min_value=0, max_value=100, decimal_places=2, required=False)
    practice = NumberField(label=_("Practice"), min_value=0, max_value=100, decimal_places=2, required=False)

    seen = forms.CharField(
        widget=forms.HiddenInput, required=False
    )  # what stood there when the page was made

    def __init__(self, *args: Any, enrollment: Enrollment, topic: Topic, attempt: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrollment, self.topic, self.attempt = enrollment, topic, attempt
        for name, minutes in (("theory", topic.theory_minutes), ("practice", topic.practice_minutes)):
            if minutes == 0:
                del self.fields[name]

    @property
    def row_name(self) -> str:
        return self.enrollment.graduate.display_name

    def clean_seen(self) -> Scores:
        try:
            return _scores_in(self.cleaned_data["seen"])
        except (ArithmeticError, ValueError) as strange:
            raise forms.ValidationError(_("Reload the page, and enter the score again.")) from strange

    @property
    def said(self) -> Scores:
        return Scores(self.cleaned_data.get("theory"), self.cleaned_data.get("practice"))

    @property
    def entry(self) -> ScoreEntry | None:
        """None where what the page showed was left as it was, whatever stands there by now."""
        seen: Scores = self.cleaned_data["seen"]
        if self.said == seen:
            return None
        return ScoreEntry(self.enrollment.pk, self.topic.pk, *self.said, self.attempt, seen)


def _text_of(scores: Scores) -> str:
    return "|".join("" if score is None else f"{score:f}" for score in scores)


def _scores_in(text: str) -> Scores:
    theory, practice = (Decimal(part) if part else None for part in (text or "|").split("|"))
    if not all(score is None or score.is_finite() for score in (theory, practice)):
        raise ValueError("no score")
    return Scores(theory, practice)


class AssessedOnForm(forms.Form):
    """The day of an assessment, from the run's first day to today; why a score is corrected."""

    reason = ReasonField(
        label=_("Reason for a correction"), max_length=300, required=False, help_text=REASON_HELP
    )

    def __init__(self, *args: Any, run: CourseRun, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"assessed_on": today}, **kwargs})
        self.fields["assessed_on"] = ThaiDateField(label=_("Assessed on"), window=(run.first_day, today))
        self.order_fields(["assessed_on", "reason"])

    @property
    def answers(self) -> dict[str, Any]:
        """Day and reason, as the service takes them."""
        return {name: self.cleaned_data[name] for name in ("assessed_on", "reason")}


def score_forms(
    topic: Topic,
    seats: Iterable[Enrollment],
    *,
    attempt: int,
    data: Any = None,
    typed: Mapping[int, Scores] | None = None,
) -> list[ScoreForm]:
    """One form a person, filled with what is known of this attempt, or with what was `typed` over it."""
    seats = list(seats)
    rows = Assessment.objects.filter(topic=topic, attempt=attempt, enrollment__in=seats)
    known = {row.enrollment_id: scores_of(row) for row in rows}
    typed = typed or {}
    return [
        ScoreForm(
            data,
            enrollment=seat,
            topic=topic,
            attempt=attempt,
            initial=_initial(known.get(seat.pk, Scores(None, None)), typed.get(seat.pk)),
            prefix=f"seat{seat.pk}",
        )
        for seat in seats
    ]


def _initial(stands: Scores, typed: Scores | None) -> dict[str, Any]:
    shown = typed or stands
    return {"theory": shown.theory, "practice": shown.practice, "seen": _text_of(stands)}


class ScoreFileForm(forms.Form):
    """A workbook of scores that comes back."""

    file = forms.FileField(
        label=_("Workbook with scores"),
        help_text=_("The workbook that was downloaded here, filled in (.xlsx)."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ConfirmScoresForm(AssessedOnForm):
    """What was read, confirmed; its entries come signed."""

    entries = forms.CharField(widget=forms.HiddenInput)


class PlanTestForm(forms.Form):
    """The day on which a part of a topic is tested."""

    def __init__(self, *args: Any, run: CourseRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {str(topic.number): topic for topic in run.curriculum.topics.order_by("number")}
        taught = [
            (f"{number}-{part}", f"{number}. {topic} · {part.label}")
            for number, topic in self.topics.items()
            for part, minutes in (
                (Part.THEORY, topic.theory_minutes),
                (Part.PRACTICE, topic.practice_minutes),
            )
            if minutes
        ]
        self.fields["what"] = forms.ChoiceField(label=_("What is tested"), choices=taught)
        self.fields["day"] = ThaiDateField(label=_("Day of the test"), window=(run.first_day, run.last_day))

    @property
    def topic(self) -> Topic:
        return self.topics[self.cleaned_data["what"].partition("-")[0]]

    @property
    def part(self) -> Part:
        return Part(self.cleaned_data["what"].partition("-")[2])


class PostponeForm(forms.Form):
    """A test is put off: to when, told when, on which ground, and why."""

    seat = forms.ModelChoiceField(
        label=_("For whom"),
        queryset=Enrollment.objects.none(),
        required=False,
        empty_label=_("The whole run"),
    )
    to_day = ThaiDateField(label=_("Put off to"))
    told_on = ThaiDateField(label=_("Told on"))
    ground = forms.ChoiceField(
        label=_("Ground"), choices=PostponeGround, initial=PostponeGround.NOTICE, widget=forms.RadioSelect
    )
    reason = ReasonField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, test: PlannedTest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = test.run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate")
        field: Any = self.fields["seat"]
        field.queryset = seats.order_by("seat_number")
        field.label_from_instance = lambda seat: f"{seat.seat_number}. {seat.graduate.display_name}"
