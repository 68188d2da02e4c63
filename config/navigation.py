"""The menu: for each account the doors it may open, in the order of the chain."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `navigation`, a list of {label, url, current}."""
    return {"navigation": []}
