"""The page that asks for which of several agencies the account acts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from agencies.hats import SESSION_KEY
from agencies.models import Agency
from agencies.queries.hats import hats_of
from agencies.requests import MemberRequest
from agencies.services.hats import choose_hat
from core.policy import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hats(request: MemberRequest) -> HttpResponse:
    """The account's hats, one button each."""
    if request.method == "POST":
        return _choose(request)
    return render(request, "agencies/hats.html", {"own_hats": hats_of(request.user), "next": _next(request)})


def _choose(request: MemberRequest) -> HttpResponse:
    asked = request.POST.get("agency", "")
    key = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    agency = get_object_or_404(Agency, pk=key, pk__in=request.user.hats)
    choose_hat(agency, by=request.user, at=timezone.now())
    request.session[SESSION_KEY] = agency.pk
    return redirect(_next(request) or "home")


def _next(request: MemberRequest) -> str:
    """Where the question came in between, if that is a page of ours."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else ""
