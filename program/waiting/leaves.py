"""What waits about leave and signed sheets: to be decided, papers overdue, pages to be confirmed; one's own papers."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import User
from enrollment.enums import LeaveState, SheetScanState
from enrollment.models import LeaveRequest, SheetScan
from program.waiting.item import Waiting


def of_leaves(user: User, today: date) -> Iterator[Waiting]:
    """Of the runs of the account's centre, and those it teaches."""
    page = reverse("leaves")
    rows = LeaveRequest.objects.of_deciders(user)
    asked = rows.filter(state=LeaveState.ASKED).count()
    words = ngettext(
        "%(n)s request for leave waits for a decision", "%(n)s requests for leave wait for a decision", asked
    )
    yield Waiting(asked, words % {"n": asked}, f"{page}?state=asked")
    late = rows.filter(state=LeaveState.PAPER_DUE, paper_due_on__lt=today).count()
    words = ngettext("%(n)s medical certificate is overdue", "%(n)s medical certificates are overdue", late)
    yield Waiting(late, words % {"n": late}, f"{page}?state=paper_due&order=day")
    back = SheetScan.objects.visible_to(user).filter(state=SheetScanState.READ)
    waiting = back.select_related("file__upload").order_by("file__upload__uploaded_at")
    first, count = waiting.first(), back.count()
    words = ngettext(
        "%(n)s signed sheet waits to be confirmed", "%(n)s signed sheets wait to be confirmed", count
    )
    url = reverse("run_sheets", args=[first.file.upload.run_id]) + "?state=read" if first else ""
    yield Waiting(count, words % {"n": count}, url)


def of_own_leaves(user: User) -> Waiting:
    """A trainee's own certificates that are still to be handed in."""
    due = LeaveRequest.objects.filter(enrollment__graduate__user=user, state=LeaveState.PAPER_DUE)
    count = due.count()
    words = ngettext(
        "%(n)s medical certificate is still to be handed in",
        "%(n)s medical certificates are still to be handed in",
        count,
    )
    return Waiting(count, words % {"n": count}, reverse("my_leaves"))
