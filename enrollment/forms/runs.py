"""Input about what is done with a run and its people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import CourseRun


class IntoForm(forms.Form):
    """Into which run another one is merged."""

    into = forms.TypedChoiceField(label=_("Run that takes the people"), coerce=int)

    def __init__(self, *args: Any, runs: Sequence[CourseRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.runs = {run.pk: run for run in runs}
        choices = [(run.pk, _label(run)) for run in runs]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> CourseRun | None:
        return self.runs[self.cleaned_data["into"]] if self.is_valid() else None


def _label(run: CourseRun) -> str:
    facts = {"run": run, "center": run.center, "free": run.seats_free}
    return _("%(run)s, %(center)s: %(free)s seats left") % facts
