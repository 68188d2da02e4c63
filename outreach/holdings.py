"""What this app keeps of a person: see `core.holdings`."""

from django.utils.translation import gettext_lazy as _

from core.holdings import Holding

HOLDINGS = {
    "outreach.followup": Holding(
        title=_("Follow-ups"),
        erased={"detail": ""},
        fate=_("The kind of place where the person is now stays as a number in reports; names of places go."),
    ),
}
