"""What a trainer enters about scores."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from enrollment.models import Assessment, Enrollment
from enrollment.services.assessment import ScoreEntry
from training.models import CourseRun, Topic


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
