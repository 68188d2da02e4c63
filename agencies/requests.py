"""The request as views see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from agencies.models import User


class MemberRequest(HttpRequest):
    """A request that passed LoginRequiredMiddleware and HtmxMiddleware: its user is an account."""

    user: User  # always an account here
    htmx: HtmxDetails
