"""The parts of a run, one page each, as tabs: {% run_tabs run "people" %}."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.permissions import is_center_staff
from training.models import CourseRun

register = template.Library()

# url name -> (label, only for staff); trainers see the parts that they teach by
PARTS = {
    "run": (_("Overview"), False),
    "run_people": (pgettext_lazy("run", "People"), True),
    "orientations": (_("Orientation"), True),
    "run_entry": (_("Papers and health"), False),
    "run_attendance": (_("Attendance"), False),
    "run_results": (_("Results"), False),
    "run_certificates": (_("Certificates"), True),
}


@register.filter
def baht(satang: int | None) -> str:
    """12,345.00 of 1,234,500 satang; the unit stands beside it, in the heading or the sentence."""
    return "" if satang is None else f"{satang // 100:,}.{satang % 100:02}"


@register.inclusion_tag("components/tabs.html", takes_context=True)
def run_tabs(context: Context, run: CourseRun, current: str) -> dict[str, Any]:
    """Links to the parts of a run that the reader may open; `current` is the url name of this page."""
    staff = is_center_staff(context["user"])
    items = [
        {"label": label, "url": reverse(name, args=[run.pk]), "current": name == current}
        for name, (label, staff_only) in PARTS.items()
        if staff or not staff_only
    ]
    return {"items": items, "label": _("Parts of this run")}
