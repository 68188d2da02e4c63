"""How an account wants its lists to look."""

from __future__ import annotations

from collections.abc import Iterable

from agencies.models import User
from enrollment.models import ShownColumns
from enrollment.queries.columns import BY_CODE


def show_columns(codes: Iterable[str], *, by: User) -> None:
    """Remember the columns of the list of people; unknown ones are left out. No record changes: no audit row."""
    known = [code for code in dict.fromkeys(codes) if code in BY_CODE]
    ShownColumns.objects.update_or_create(user=by, defaults={"columns": known})
