"""The policy by which seats are given, and pairs who want to go together."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.models import Agency
from agencies.permissions import is_center_staff, is_head, is_staff_or_counselor
from agencies.requests import MemberRequest
from core.keys import uuid_in
from core.paging import keyset_page
from core.policy import require
from enrollment import policies
from enrollment.forms.policies import REFUSED_AT, CompanionFilter, PolicyForm
from enrollment.forms.refusing import goes_well
from enrollment.models import Graduate, MatchPolicy, MatchRound
from enrollment.permissions import can_choose
from enrollment.queries.policies import companion_of, in_words
from enrollment.queries.rounds import people_with_choices
from enrollment.services import policies as services

BY_NAME = ("sort_key", "id")


def _round(request: MemberRequest, pk: int) -> MatchRound:
    rounds = MatchRound.objects.visible_to(request.user).select_related("policy__made_by", "center")
    return get_object_or_404(rounds, pk=pk)


@require_safe
@require(can_choose)
def round_policy(request: MemberRequest, pk: int) -> HttpResponse:
    """By what the seats of a round are given: open to everybody who takes part."""
    round_ = _round(request, pk)
    policy = policies.policy_of(round_)
    runs = round_.runs.select_related("course").prefetch_related("reserves__school").order_by("code")
    context = {
        "round": round_,
        "policy": policy,
        "rows": in_words(policy),
        "runs": [
            (run, policies.run_for(run, policy).seats, policies.lacks_beds(run, policy)) for run in runs
        ],
        "staff": is_center_staff(request.user),
    }
    return render(request, "enrollment/rounds/policy.html", context)


@require_safe
@require(is_center_staff)
def match_policies(request: MemberRequest) -> HttpResponse:
    """Every version of the own centre's policy, the newest first."""
    versions = MatchPolicy.objects.filter(center__in=request.user.agencies_as(Role.STAFF, Role.HEAD))
    page = keyset_page(
        versions.select_related("made_by", "center"), ("-made_at", "-id"), request.GET.get("cursor", "")
    )
    context = {
        "page": page,
        "rows": [(version, in_words(policies.FIRST | version.content)) for version in page.rows],
        "first": in_words(policies.FIRST),
        "may_settle": is_head(request.user),
    }
    return render(request, "enrollment/rounds/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_head)
def new_policy(request: MemberRequest) -> HttpResponse:
    """Settle a new version, for rounds opened from now on."""
    center = Agency.objects.filter(pk__in=request.user.agencies_as(Role.HEAD)).order_by("pk")[0]
    newest = policies.newest(center)
    form = PolicyForm(request.POST or None, policy=newest.content if newest else policies.FIRST)

    def settle() -> None:
        services.settle_policy(
            center,
            form.content,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.localtime(),
        )

    if request.method == "POST" and goes_well(form, REFUSED_AT, settle):
        messages.success(request, _("Rounds opened from now on keep this version."))
        return redirect("match_policies")
    return render(
        request, "enrollment/rounds/new_policy.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@require(is_staff_or_counselor)
def companions(request: MemberRequest, pk: int, person: UUID) -> HttpResponse:
    """With whom a person would go together: those with a list in the round whom the account may see."""
    round_ = _round(request, pk)
    visible = Graduate.objects.visible_to(request.user)
    graduate = get_object_or_404(visible, pk=person)
    others = people_with_choices(round_).filter(pk__in=visible).exclude(pk=person)
    found = CompanionFilter(request.GET, queryset=others, request=request)
    page = keyset_page(found.qs, BY_NAME, request.GET.get("cursor", ""))
    context = {
        "round": round_,
        "graduate": graduate,
        "companion": companion_of(round_, graduate),
        "page": page,
        "filter": found,
        "counts": policies.policy_of(round_)["together"],
    }
    return render(request, "enrollment/rounds/companions.html", context)


@require_POST
@require(is_staff_or_counselor)
def go_together(request: MemberRequest, pk: int, person: UUID) -> HttpResponse:
    """Note the wish of two people; with nobody named, take it back."""
    round_ = _round(request, pk)
    visible = Graduate.objects.visible_to(request.user)
    graduate, at = get_object_or_404(visible, pk=person), timezone.localtime()
    if named := request.POST.get("other", ""):
        other = get_object_or_404(visible, pk=uuid_in(named))
        services.go_together(round_, graduate, other, by=request.user, at=at)
    else:
        services.go_alone(round_, graduate, by=request.user, at=at)
    return redirect("companions", pk=pk, person=person)
