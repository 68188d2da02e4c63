"""A trainee's account, given by the school or the centre."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.requests import MemberRequest
from agencies.services.accounts import UsernameTaken
from core.policy import require
from enrollment.forms.accounts import TraineeAccountForm
from enrollment.permissions import can_register
from enrollment.services.accounts import give_trainee_account
from enrollment.views.people import posted, visible_person


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_register)
def give_account(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Open the account with which the person sees their own offers, timetable and certificate."""
    person = visible_person(request, pk)
    form = TraineeAccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            give_trainee_account(person, **form.cleaned_data, by=request.user, at=timezone.now())
        except UsernameTaken as refusal:
            form.add_error("username", str(refusal))
        else:
            messages.success(request, _("The account is open. Tell the trainee the name and the password."))
            return redirect("person", pk=pk)
    context = {"form": form, "person": person}
    return render(request, "enrollment/people/account.html", context, status=422 if form.errors else 200)
