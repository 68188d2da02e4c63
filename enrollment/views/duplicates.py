"""People entered twice: the list of pairs, two records side by side, merging, undoing, proposing by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.keys import uuid_in
from core.listing import Sheet, answer_list
from core.policy import require
from core.templatetags.ui import thai_datetime
from enrollment.enums import PairState
from enrollment.forms.duplicates import DifferentForm, MergeFilter, MergeForm, PairFilter, compared
from enrollment.models import DuplicatePair, Graduate, Merge
from enrollment.permissions import can_judge_pairs, can_merge, may_merge
from enrollment.queries import duplicates as queries
from enrollment.queries import merging as rules
from enrollment.queries.people import identifiers_of
from enrollment.queries.timeline import FIELD_NAMES
from enrollment.services import duplicates as services
from enrollment.services.merging import merge_people
from enrollment.services.unmerging import undo_merge
from enrollment.views.people import visible_person

LIKELIEST_FIRST = ("-score", "id")
NEWEST_FIRST = ("-at", "-id")


@require_safe
@require(can_judge_pairs)
def duplicates(request: MemberRequest) -> HttpResponse:
    """Pairs of people whom the account sees, the likeliest first; those to be judged unless asked otherwise."""
    rows = DuplicatePair.objects.visible_to(request.user).exclude(state=PairState.MERGED)
    data = request.GET if request.GET else {"state": PairState.PROPOSED.value}
    found = PairFilter(data, queryset=rows.select_related("low__school", "high__school"), request=request)
    headings = [
        _("Name"),
        _("School"),
        _("Name"),
        _("School"),
        _("Points"),
        _("Likelihood"),
        _("Speaks for it"),
        _("Speaks against it"),
        _("Judgment"),
    ]
    return answer_list(
        request,
        found,
        found.qs,
        LIKELIEST_FIRST,
        "enrollment/duplicates/list.html",
        Sheet("duplicates", _("People entered twice"), [*headings, _("Note")], _cells),
        filtered=bool(request.GET),
        may_merge=can_merge(request.user),
    )


def _cells(pair: DuplicatePair) -> list[object]:
    sides = [part for one in (pair.low, pair.high) for part in (one.full_name, str(one.school or ""))]
    reasons = [", ".join(map(str, words)) for words in pair.said]
    return [*sides, pair.score, str(pair.likelihood[0]), *reasons, pair.get_state_display(), pair.note]


@require_POST
@require(can_merge)
def request_scan(request: MemberRequest) -> HttpResponse:
    """Let the worker compare everybody whom the account sees."""
    job = services.request_scan(by=request.user, at=timezone.now())
    return redirect("job", pk=job.pk)


def _pair(request: MemberRequest, pk: int) -> DuplicatePair:
    people = ("school", "place", "registered_by", "user")
    rows = DuplicatePair.objects.visible_to(request.user).select_related(
        "decided_by", *(f"{side}__{name}" for side in ("low", "high") for name in people)
    )
    return get_object_or_404(rows, pk=pk)


def _sides(request: MemberRequest, pair: DuplicatePair) -> tuple[Graduate, Graduate]:
    """The record to keep and the other: as asked (`keep`), else the one that was registered first."""
    older, younger = sorted((pair.low, pair.high), key=lambda row: (row.registered_at, str(row.pk)))
    asked = request.POST.get("keep", request.GET.get("keep", ""))
    return (younger, older) if asked == str(younger.pk) else (older, younger)


@require_safe
@require(can_judge_pairs)
def review(request: MemberRequest, pk: int) -> HttpResponse:
    """Two records side by side, what speaks for and against, and what merging them would do."""
    pair = _pair(request, pk)
    keep, gone = _sides(request, pair)
    return _review(request, pair, MergeForm(keep=keep, gone=gone), DifferentForm())


def _review(
    request: MemberRequest,
    pair: DuplicatePair,
    form: MergeForm,
    different: DifferentForm,
    *,
    status: int = 200,
) -> HttpResponse:
    keep, gone = _sides(request, pair)
    context = {
        "pair": pair,
        "keep": keep,
        "gone": gone,
        "form": form,
        "different": different,
        "same": [
            (str(FIELD_NAMES[name]).capitalize(), ours)
            for name, ours, theirs in compared(keep, gone)
            if ours == theirs
        ],
        "beside": _beside(keep, gone),
        "moving": rules.moving(keep, gone),
        "obstacles": rules.conflicts(keep, gone),
        "losing": rules.losing_sight(keep, gone),
        "may_merge": may_merge(request.user, pair.low, pair.high),
        "open": pair.state == PairState.PROPOSED,
    }
    return render(request, "enrollment/duplicates/review.html", context, status=status)


def _beside(keep: Graduate, gone: Graduate) -> list[tuple[Any, list[str], list[str]]]:
    """What is not chosen but united or kept: numbers (masked), guardians, and where the records come from."""
    facts = (
        (_("Numbers"), lambda one: [number.masked for number in identifiers_of(one)]),
        (_("Guardians"), lambda one: [guardian.name for guardian in one.guardians.order_by("pk")]),
        (_("Account"), lambda one: [one.user.username] if one.user else []),
        (_("Registered by"), lambda one: [str(one.registered_by)]),
        (_("Registered"), lambda one: [thai_datetime(one.registered_at)]),
    )
    return [(name, of(keep), of(gone)) for name, of in facts]


@require_POST
@require(can_merge)
def merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Make one of the two as chosen."""
    pair = _pair(request, pk)
    if not may_merge(request.user, pair.low, pair.high):
        raise PermissionDenied
    keep, gone = _sides(request, pair)
    form = MergeForm(request.POST, keep=keep, gone=gone)
    if not form.is_valid():
        return _review(request, pair, form, DifferentForm(), status=422)
    merge_people(
        keep,
        gone,
        choices=form.choices(),
        versions=form.judged_versions(),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Merged. This can be undone under “Merged records”."))
    return redirect("person", pk=keep.pk)


@require_POST
@require(can_judge_pairs)
def different(request: MemberRequest, pk: int) -> HttpResponse:
    """Judge the two to be different people, with the reason."""
    pair = _pair(request, pk)
    form = DifferentForm(request.POST)
    if not form.is_valid():
        keep, gone = _sides(request, pair)
        return _review(request, pair, MergeForm(keep=keep, gone=gone), form, status=422)
    services.mark_different(pair, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
    messages.success(
        request, _("Noted: different people. They are not proposed again unless their facts change.")
    )
    return redirect("duplicates")


@require_POST
@require(can_judge_pairs)
def judge_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the judgment "different" back."""
    pair = _pair(request, pk)
    services.judge_again(pair, by=request.user, at=timezone.now())
    return redirect("duplicate", pk=pair.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_judge_pairs)
def same_as(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who may be the same person, compared now; choosing one proposes the pair to whoever may merge."""
    person = visible_person(request, pk)
    if request.method == "POST":
        other = get_object_or_404(
            Graduate.objects.visible_to(request.user), pk=uuid_in(request.POST.get("other", ""))
        )
        pair = services.propose_pair(person, other, by=request.user, at=timezone.now())
        return redirect("duplicate", pk=pair.pk)
    context = {"person": person, "likely": queries.likely_same(person, request.user)}
    return render(request, "enrollment/duplicates/same_as.html", context)


@require_safe
@require(can_merge)
def merges(request: MemberRequest) -> HttpResponse:
    """What was merged, newest first, to be looked at and undone."""
    rows = Merge.objects.visible_to(request.user).select_related("kept", "gone", "by", "undone_by")
    found = MergeFilter(request.GET, queryset=rows.defer("sealed_snapshot"), request=request)
    headings = [_("Kept"), _("Merged into it"), _("Merged"), _("By"), _("Undone")]
    return answer_list(
        request,
        found,
        found.qs,
        NEWEST_FIRST,
        "enrollment/duplicates/merges.html",
        Sheet("merges", _("Merged records"), headings, _merge_cells),
    )


def _merge_cells(row: Merge) -> list[object]:
    undone = thai_datetime(row.undone_at) if row.undone_at else ""
    return [row.kept.full_name, row.gone.full_name, thai_datetime(row.at), row.by.get_full_name(), undone]


@require_POST
@require(can_merge)
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Make two records of one again."""
    row = get_object_or_404(Merge.objects.visible_to(request.user).select_related("kept", "gone"), pk=pk)
    if not may_merge(request.user, row.kept, row.gone):
        raise PermissionDenied
    undo_merge(row, by=request.user, at=timezone.now())
    messages.success(request, _("Undone: there are two records again."))
    return redirect("person", pk=row.kept_id)
