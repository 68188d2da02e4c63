"""The regulation: versions in plain words, a centre's settings proposed and confirmed, two versions compared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import AgencyKind
from agencies.permissions import kept_by
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from training.enums import RuleSetState
from training.forms.rules import RuleSetFilter, SettingsForm
from training.models import CourseRun, RuleSet
from training.permissions import can_confirm_rules, can_propose_rules, can_see_rules
from training.queries import runs_run_by
from training.rule_rows import rules_of
from training.rule_words import differences, sections_of
from training.rules import settings_of
from training.services import confirm_settings, propose_settings, refuse_settings
from training.services.rules import rules_on


def _version(request: MemberRequest, pk: int) -> RuleSet:
    related = ("center", "made_from", "proposed_by", "decided_by")
    return get_object_or_404(RuleSet.objects.visible_to(request.user).select_related(*related), pk=pk)


@require_safe
@require(can_see_rules)
def rule_sets(request: MemberRequest) -> HttpResponse:
    """The law and the settings of one's centres, newest first, with how many runs use each."""
    rows = RuleSet.objects.visible_to(request.user).select_related("center", "proposed_by", "decided_by")
    found = RuleSetFilter(request.GET, queryset=rows.annotate(used=Count("runs")), request=request)
    headings = [_("Version"), _("Valid from"), _("Centre"), _("State"), _("Runs"), _("Reason")]
    sheet = Sheet("regulation", _("Regulation"), headings, _cells)
    may = can_propose_rules(request.user)
    order = ("-valid_from", "-id")
    return answer_list(request, found, found.qs, order, "training/rules/list.html", sheet, may_propose=may)


def _cells(row: Any) -> list[object]:
    center = row.center or _("all centres")
    return [row.version, row.valid_from, center, row.get_state_display(), row.used, row.reason]


@require_safe
@require(can_see_rules)
def rule_set(request: MemberRequest, pk: int) -> HttpResponse:
    """One version in plain words: each rule, its clause, law or setting; the runs under it; how it differs."""
    row = _version(request, pk)
    others = RuleSet.objects.visible_to(request.user).exclude(pk=pk)
    base = row.made_from
    context = {
        "row": row,
        "sections": sections_of(rules_of(row)),
        "changes": differences(rules_of(base), rules_of(row)) if base else [],
        "runs": runs_run_by(request.user).filter(rule_set=row).select_related("course")[:20],
        "used": CourseRun.objects.filter(rule_set=row).count(),
        "others": others,
        "waits": row.state == RuleSetState.PROPOSED,
        "own": row.proposed_by_id == request.user.pk,
        "may_confirm": can_confirm_rules(request.user),
    }
    return render(request, "training/rules/version.html", context)


@require_safe
@require(can_see_rules)
def compare_rules(request: MemberRequest, pk: int, other: int) -> HttpResponse:
    """Two versions, line by line where they differ."""
    one, two = _version(request, pk), _version(request, other)
    changes = differences(rules_of(one), rules_of(two))
    return render(request, "training/rules/compare.html", {"one": one, "two": two, "changes": changes})


@require_safe
@require(can_see_rules)
def choose_compared(request: MemberRequest, pk: int) -> HttpResponse:
    """Where the choice of a version to compare with leads."""
    other = request.GET.get("other", "")
    if not other.isdecimal():
        return redirect("rule_set", pk=pk)
    return redirect("compare_rules", pk=pk, other=int(other[:18]))


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_propose_rules)
def new_rules(request: MemberRequest) -> HttpResponse:
    """The first of two stores other settings; the law cannot be typed."""
    centers = kept_by(request.user).filter(kind=AgencyKind.CENTER).order_by("pk")
    center = centers.first()
    now = settings_of(rules_of(rules_on(timezone.localdate(), center)))
    initial = {code.value: value for code, value in now.items()}
    form = SettingsForm(request.POST or None, centers=centers, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = propose_settings(
                form.center,
                form.values,
                valid_from=form.day,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. A second person has to confirm it."))
            return redirect("rule_set", pk=row.pk)
    return render(request, "training/rules/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@require(can_confirm_rules)
def confirm_rules(request: MemberRequest, pk: int) -> HttpResponse:
    """The second person confirms; runs to come pass under it."""
    moved = confirm_settings(_version(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Confirmed. Runs that come under it now: %(count)s.") % {"count": moved})
    return redirect("rule_set", pk=pk)


@require_POST
@require(can_confirm_rules)
def refuse_rules(request: MemberRequest, pk: int) -> HttpResponse:
    """The second person decides against it, or whoever proposed it takes it back."""
    refuse_settings(_version(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Not confirmed: the rules stay as they are."))
    return redirect("rule_set", pk=pk)
