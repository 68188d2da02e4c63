"""Permission classes of the API: DRF's default is AllowAny, and LoginRequiredMiddleware does not cover its views."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.policy import Predicate

if TYPE_CHECKING:
    from rest_framework.views import APIView


class DeniedUnlessStated(BasePermission):
    """The default: a view that states no permission answers nobody."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return False


def allows(predicate: Predicate) -> type[BasePermission]:
    """The permission class of a predicate from an app's `permissions.py`: the same function as behind its pages."""

    class Allows(BasePermission):
        policy = staticmethod(predicate)

        def has_permission(self, request: Request, view: "APIView") -> bool:
            return bool(request.user and request.user.is_authenticated and predicate(request.user))

    return Allows
