"""Accounts of an agency: opened, given a role, ended, taken up again, given a new password; one's own contact."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies import services
from agencies.enums import Role
from agencies.forms.accounts import ColleagueForm, ContactForm, MemberForm, PasswordForm
from agencies.models import Agency, Membership, User
from agencies.permissions import can_keep_agencies, has_a_role, kept_by, may_reset_password, roles_to_give
from agencies.requests import MemberRequest
from agencies.services.accounts import UsernameTaken
from agencies.views.agencies import kept
from core.policy import require
from core.refusals import NotYours, Refused


def _roles(request: MemberRequest, agency: Agency) -> list[Role]:
    """What may be given there; nothing is a refusal in words."""
    roles = roles_to_give(request.user, agency)
    if not roles:
        raise NotYours
    return roles


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_agencies)
def open_account(request: MemberRequest, pk: int) -> HttpResponse:
    """A new account with a role at the agency."""
    agency = kept(request, pk)
    form = MemberForm(request.POST if request.method == "POST" else None, roles=_roles(request, agency))
    if request.method == "POST" and form.is_valid():
        try:
            services.open_member_account(agency, **form.cleaned_data, by=request.user, at=timezone.now())
        except UsernameTaken as refusal:
            form.add_error("username", str(refusal))
        else:
            messages.success(request, _("The account is open. Tell its owner the name and the password."))
            return redirect("agency", pk=pk)
    context = {
        "form": form,
        "agency": agency,
        "title": _("Open an account"),
        "lead": _(
            "Somebody who has an account already, at a school say, gets a role instead of a second one."
        ),
        "button": _("Open the account"),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_agencies)
def give_role(request: MemberRequest, pk: int) -> HttpResponse:
    """A role for an account that exists."""
    agency = kept(request, pk)
    form = ColleagueForm(request.POST if request.method == "POST" else None, roles=_roles(request, agency))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.give_role(
                said["username"],
                agency=agency,
                role=said["role"],
                until=said["until"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is given."))
            return redirect("agency", pk=pk)
    context = {
        "form": form,
        "agency": agency,
        "title": _("Give a role"),
        "lead": _("The account keeps its other roles; its owner chooses for which agency to act."),
        "button": _("Give the role"),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_POST
@require(has_a_role)
def end_role(request: MemberRequest, pk: int) -> HttpResponse:
    """End a role at an agency that one keeps, or one's own."""
    row = get_object_or_404(Membership.objects.select_related("agency", "user"), pk=pk)
    if row.user_id != request.user.pk and not kept_by(request.user).filter(pk=row.agency_id).exists():
        raise Http404
    services.end_role(row, by=request.user, at=timezone.now())
    messages.success(request, _("The role has ended."))
    if row.user_id == request.user.pk:
        return redirect("home")
    return redirect("agency", pk=row.agency_id)


@require_POST
@require(can_keep_agencies)
def restore_role(request: MemberRequest, pk: int) -> HttpResponse:
    """Take up an ended role again, until further notice."""
    rows = Membership.objects.select_related("agency", "user").filter(agency__in=kept_by(request.user))
    row = get_object_or_404(rows, pk=pk)
    services.give_role(
        row.user, agency=row.agency, role=Role(row.role), until=None, by=request.user, at=timezone.now()
    )
    messages.success(request, _("The role holds again."))
    return redirect("agency", pk=row.agency_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_agencies)
def new_password(request: MemberRequest, pk: int, account: int) -> HttpResponse:
    """A new first password for somebody of the agency who forgot theirs."""
    agency = kept(request, pk)
    user = get_object_or_404(User, pk=account, memberships__in=agency.memberships.all())
    if not may_reset_password(request.user, user):
        raise NotYours
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.set_new_password(user, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The new password holds. Tell it to its owner in person."))
        return redirect("agency", pk=pk)
    context = {
        "form": form,
        "agency": agency,
        "title": _("New password"),
        "lead": _("For %(name)s (%(username)s). Whoever is signed in with this account is signed out.")
        % {"name": user.get_full_name(), "username": user.get_username()},
        "button": _("Set the password"),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(has_a_role)
def my_contact(request: MemberRequest) -> HttpResponse:
    """Where colleagues reach the account's owner."""
    kept_now = {"phone": request.user.phone, "email": request.user.email}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=kept_now)
    if request.method == "POST" and form.is_valid():
        services.change_contact(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("my_contact")
    status = 422 if form.errors else 200
    return render(request, "agencies/my_contact.html", {"form": form}, status=status)
