"""The class: scores, by form."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.requests import MemberRequest
from core.policy import require
from enrollment.eligibility import rule_set
from enrollment.enums import EnrollmentState
from enrollment.forms.assessment import AssessedOnForm, score_forms
from enrollment.permissions import can_teach
from enrollment.queries.testing import corrections_of, entered_before, planned_tests_of
from enrollment.services import ScoreEntry, enter_scores
from enrollment.services.assessment import ReasonForScoreMissing, ScoresChangedMeanwhile, retest_clause_of
from enrollment.views.classes import all_valid, run_of_class, staffs
from training.models import CourseRun, Topic

MOST_ATTEMPTS = 99  # the regulation sets no limit; an address does


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def scores(request: MemberRequest, pk: int, number: int, attempt: int = 1) -> HttpResponse:
    """The scores of one topic; attempts above the first are re-tests."""
    if not 1 <= attempt <= MOST_ATTEMPTS:
        raise Http404
    run = run_of_class(request, pk)
    topic = get_object_or_404(run.curriculum.topics, number=number)
    seats = run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate")
    data = request.POST or None
    if attempt > 1 and retest_clause_of(run) is None:
        raise Http404
    seats = seats.order_by("seat_number")
    forms = score_forms(topic, seats, attempt=attempt, data=data)
    day = AssessedOnForm(data, run=run, today=timezone.localdate())
    if request.method == "POST" and all_valid([day, *forms]):
        entries = [entry for form in forms if (entry := form.entry)]
        try:
            if saved(request, run, entries, day):
                return redirect("run_results", pk=run.pk)
        except ScoresChangedMeanwhile as refusal:
            # Both are shown: what stands now for the others, and what was typed here; saved again, that counts.
            typed = {form.enrollment.pk: form.said for form in forms if form.entry}
            forms = score_forms(topic, seats, attempt=attempt, typed=typed)
            day.add_error(None, str(refusal))
    context = {"forms": forms, "day": day, **_context(request, run, topic, attempt)}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/learning/scores.html", context, status=status)


def saved(request: MemberRequest, run: CourseRun, entries: Sequence[ScoreEntry], day: AssessedOnForm) -> bool:
    """Enter the scores; a reason that is missing is asked for in the form, so that nothing typed is lost."""
    try:
        changed = enter_scores(run, entries, **day.answers, by=request.user, at=timezone.localtime())
    except ReasonForScoreMissing as refusal:
        day.add_error("reason", str(refusal))
        return False
    messages.success(request, _("Scores saved: %(count)s new or changed.") % {"count": changed})
    return True


def _context(request: MemberRequest, run: CourseRun, topic: Topic, attempt: int) -> dict[str, Any]:
    """What stands beside the form: the rule of this type of course, tests, corrections."""
    of_type = rule_set(run.rule_set).of(run.course.course_type)
    return {
        "run": run,
        "topic": topic,
        "topics": _topic_tabs(run, topic),
        "attempt": attempt,
        "score_rule": of_type.score,
        "retest_clause": of_type.retest_clause,
        "cheating_clause": of_type.cheating_clause if staffs(request.user, run) else None,
        "tests": planned_tests_of(run, topic),
        "corrections": corrections_of(topic, run, attempt),
        "earlier": entered_before(topic, run, attempt, timezone.localdate()),
    }


def _topic_tabs(run: CourseRun, shown: Topic) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{topic.number}. {topic}",
            "url": reverse("scores", args=[run.pk, topic.number]),
            "current": topic == shown,
        }
        for topic in run.curriculum.topics.all()
    ]
