"""Who may: one predicate per permission, stated once at the edge of every URL.

`@require(can_x)` puts the predicate on the view, where the test that walks URLs x roles finds it; `@public` and
`@signed_in` are the two policies without one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
Predicate = Callable[[Any], bool]  # an account, as the app of accounts defines it


def require(predicate: Predicate) -> Callable[[View], View]:
    """Let the view run only for accounts for which `predicate(user)` holds; others get 403.

    Whether one may see *this row* is the queryset's matter (`visible_to(user)`, 404), not the predicate's.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not predicate(request.user):  # an account: LoginRequiredMiddleware ran before
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policy = predicate  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Open to anyone, signed in or not."""
    view.policy = public  # type: ignore[attr-defined]
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Open to every account; the view shows each account its own things only."""
    view.policy = signed_in  # type: ignore[attr-defined]
    return view
