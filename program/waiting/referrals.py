"""What waits about referrals, of both sides."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import User
from enrollment.enums import ReferralState
from enrollment.models import Referral
from enrollment.models.referrals import ReferralQuerySet
from enrollment.queries.referrals import due_soon, without_sequel
from program.waiting.item import Waiting


def of_referrals(user: User, today: date) -> Iterator[Waiting]:
    """Both sides: what waits for the own answer, and what the own agency sent that wants something done."""
    page = reverse("referrals")
    yield from _received(Referral.objects.of_receiver(user), page, today)
    yield from _sent(Referral.objects.of_sender(user), page, today)


def _received(received: ReferralQuerySet, page: str, today: date) -> Iterator[Waiting]:
    urgent = due_soon(received, today).count()
    yield Waiting(
        urgent,
        ngettext(
            "%(n)s referral has to be answered within 3 days",
            "%(n)s referrals have to be answered within 3 days",
            urgent,
        )
        % {"n": urgent},
        f"{page}?side=received&due=soon",
    )
    waiting = received.unanswered().count()
    yield Waiting(
        waiting,
        ngettext("%(n)s referral waits for an answer", "%(n)s referrals wait for an answer", waiting)
        % {"n": waiting},
        f"{page}?side=received&due=waiting",
    )


def _sent(sent: ReferralQuerySet, page: str, today: date) -> Iterator[Waiting]:
    drafts = sent.filter(state=ReferralState.DRAFTED).count()
    yield Waiting(
        drafts,
        ngettext("%(n)s referral is still a draft", "%(n)s referrals are still drafts", drafts)
        % {"n": drafts},
        f"{page}?side=drafts",
    )
    lapsing = due_soon(sent, today).count()
    yield Waiting(
        lapsing,
        ngettext(
            "%(n)s referral lapses within 3 days unless it is answered",
            "%(n)s referrals lapse within 3 days unless they are answered",
            lapsing,
        )
        % {"n": lapsing},
        f"{page}?side=sent&due=soon",
    )
    left = without_sequel(sent).count()
    yield Waiting(
        left,
        ngettext(
            "%(n)s referral was declined or not answered, and nothing followed",
            "%(n)s referrals were declined or not answered, and nothing followed",
            left,
        )
        % {"n": left},
        f"{page}?side=sent&due=left",
    )
