"""What is next to do with a run, as a list of tasks: the hub of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState, OfferState
from enrollment.enums.runs import Lodging
from enrollment.models import Offer
from enrollment.queries.seats import without_consent
from enrollment.queries.selections import changed_since
from training.enums import OrientationPart, RunState
from training.models import CourseRun

Task = dict[str, Any]


def tasks_of(run: CourseRun, today: date) -> list[Task]:
    """Tasks of the run's present state, the next first; each with where to see to it and how it stands."""
    steps = BY_STATE.get(RunState(run.state))
    return list(steps(run, today)) if steps else []


def lacking_to_begin(run: CourseRun) -> list[str]:
    """What ought to be there before the training begins and is not, each in a sentence; nothing of it forbids."""
    undated = run.sessions.filter(day=None).count()
    words = ngettext("%(n)s session has no day", "%(n)s sessions have no day", undated)
    latest = run.selection_lists.first()
    found = [
        (undated, words % {"n": undated}),
        (latest is None, _("No list of the selected people is published (clause 10)")),
        (latest is not None and changed_since(latest), _("The selection changed since it was published.")),
        (
            not run.orientations.filter(part=OrientationPart.START).exists(),
            _("The orientation of the beginning is not recorded (clause 13)"),
        ),
    ]
    return [sentence for is_so, sentence in found if is_so]


def _task(run: CourseRun, label: str, page: str, *, done: bool, hint: str = "", late: bool = False) -> Task:
    state = _("done") if done else _("late") if late else _("to do")
    tone = "good" if done else "bad" if late else "warn"
    url = reverse(page, args=[run.pk])
    return {"label": label, "url": url, "hint": hint, "state": "done", "state_label": state, "tone": tone}


def _planned(run: CourseRun, _today: date) -> Iterator[Task]:
    kept = run.reserves.count()
    hint = _("Where some seats should go to a group or a school first. The order stands once announced.")
    label = _("Keep seats back for groups or schools")
    task = _task(run, label, "reserves", done=bool(kept), hint=hint)
    yield task if kept else {**task, "state_label": _("if wanted"), "tone": "info"}
    yield _task(run, _("Announce the run"), "announce_run", done=False)


def _announced(run: CourseRun, today: date) -> Iterator[Task]:
    day = run.applications_from
    hint = _("It opens by itself on %(day)s.") % {"day": thai_date(day)}
    late = day is not None and day < today
    yield _task(run, _("Tell counsellors and wait for the opening"), "run", done=False, hint=hint, late=late)


def _open(run: CourseRun, today: date) -> Iterator[Task]:
    label = _("Take the run into a matching round")
    rounds = run.rounds.count()
    yield {**_task(run, label, "run", done=bool(rounds)), "url": reverse("rounds")}
    yield from _offers(run)
    yield from _filling(run)
    yield from _meals(run)
    yield from _timetable(run, today)


def _confirmed(run: CourseRun, today: date) -> Iterator[Task]:
    yield from _offers(run)
    yield from _timetable(run, today)
    yield from _selection(run)
    lacking = len(without_consent(run))
    words = ngettext(
        "%(n)s person lacks the guardian's consent", "%(n)s people lack the guardian's consent", lacking
    )
    label = _("Guardians' consents seen (clause 10)")
    yield _task(run, label, "run_people", done=not lacking, hint=words % {"n": lacking} if lacking else "")
    yield from _lodging(run)
    yield from _meals(run)
    yield from _orientation(run, OrientationPart.START, late=False)
    due = _("The first day is %(day)s.") % {"day": thai_date(run.first_day)}
    late = run.first_day < today
    yield _task(run, _("Begin the training"), "run_people", done=False, hint=due, late=late)


def _running(run: CourseRun, today: date) -> Iterator[Task]:
    yield from _orientation(run, OrientationPart.START, late=True)
    yield from _selection(run)
    yield from _lodging(run)
    yield from _meals(run)
    unmarked = run.sessions.filter(day__lte=today, attendances=None).count()
    words = ngettext("%(n)s session has no attendance", "%(n)s sessions have no attendance", unmarked)
    hint = words % {"n": unmarked} if unmarked else ""
    task = _task(run, _("Attendance taken"), "run_attendance", done=not unmarked, hint=hint)
    held = run.sessions.filter(day__lte=today).exists()
    yield task if held else {**task, "state_label": _("nothing due yet"), "tone": "info"}
    late = OrientationPart.MIDDLE in run.orientations_due(today)
    yield from _orientation(run, OrientationPart.MIDDLE, late=late)


def _finished(run: CourseRun, _today: date) -> Iterator[Task]:
    for part in OrientationPart:
        yield from _orientation(run, part, late=True)
    waiting = run.enrollments.filter(state=EnrollmentState.TRAINING).count()
    words = ngettext("%(n)s result is not confirmed", "%(n)s results are not confirmed", waiting)
    hint = words % {"n": waiting} if waiting else ""
    yield _task(run, _("Results confirmed"), "run_results", done=not waiting, hint=hint)
    yield _task(run, _("Close the run"), "close_run", done=False)


def _closed(run: CourseRun, _today: date) -> Iterator[Task]:
    yield _task(run, _("Certificates"), "run_certificates", done=False)


def _offers(run: CourseRun) -> Iterator[Task]:
    waiting = Offer.objects.filter(run=run, state=OfferState.OPEN).count()
    if waiting:
        words = ngettext("%(n)s offer waits for an answer", "%(n)s offers wait for an answer", waiting)
        yield {
            **_task(run, words % {"n": waiting}, "run", done=False),
            "url": f"{reverse('offers')}?state=open",
        }


def _filling(run: CourseRun) -> Iterator[Task]:
    missing = run.minimum - run.seats_taken
    hint = _("%(n)s more people are needed.") % {"n": missing} if missing > 0 else ""
    yield _task(run, _("Enough people to confirm"), "run_people", done=missing <= 0, hint=hint)


def _timetable(run: CourseRun, _today: date) -> Iterator[Task]:
    undated = run.sessions.filter(day=None).count()
    words = ngettext("%(n)s session has no day", "%(n)s sessions have no day", undated)
    hint = words % {"n": undated} if undated else ""
    yield {**_task(run, _("Timetable made"), "run", done=not undated, hint=hint), "url": reverse("timetable")}


def _selection(run: CourseRun) -> Iterator[Task]:
    latest = run.selection_lists.first()
    stale = latest is not None and changed_since(latest)
    hint = _("The selection changed since it was published.") if stale else ""
    done = latest is not None and not stale
    yield _task(run, _("List of selected people published (clause 10)"), "selections", done=done, hint=hint)


def _lodging(run: CourseRun) -> Iterator[Task]:
    waiting = run.enrollments.filter(lodging=Lodging.WAITING).count()
    if waiting:
        words = ngettext("%(n)s person waits for a bed", "%(n)s people wait for a bed", waiting)
        yield _task(run, words % {"n": waiting}, "provide_run", done=False)


def _meals(run: CourseRun) -> Iterator[Task]:
    if run.unfed:
        words = ngettext(
            "%(n)s person more than meals are given for",
            "%(n)s people more than meals are given for",
            run.unfed,
        )
        yield _task(run, words % {"n": run.unfed}, "provide_run", done=False)


def _orientation(run: CourseRun, part: OrientationPart, *, late: bool) -> Iterator[Task]:
    held = any(one.part == part for one in run.orientations.all())
    label = _("Orientation: %(part)s (clause 13)") % {"part": part.label}
    yield _task(run, label, "orientations", done=held, late=late and not held)


BY_STATE: dict[RunState, Callable[[CourseRun, date], Iterator[Task]]] = {
    RunState.PLANNED: _planned,
    RunState.ANNOUNCED: _announced,
    RunState.OPEN: _open,
    RunState.MATCHED: _open,
    RunState.CONFIRMED: _confirmed,
    RunState.RUNNING: _running,
    RunState.FINISHED: _finished,
    RunState.CLOSED: _closed,
}
