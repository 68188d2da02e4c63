"""The broken variant of `bench.races`: what a hasty program does with a seat.

It counts and then sits down, writes in several steps that a killed process leaves half done, copies counters back
that others have moved meanwhile, and thanks before it has written. The table has lost its UNIQUE constraints.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError
from django.utils import timezone

from enrollment.enums import OfferState
from enrollment.models import Enrollment, Graduate, Offer
from training.models import CourseRun

Say = Callable[[str], None]


def perform(words: list[str], say: Say) -> None:
    """One request, done badly."""
    act, *keys = words
    if act == "enroll":
        _sit(Graduate.objects.get(pk=keys[0]), CourseRun.objects.get(pk=keys[1]), say)
        return
    offer = Offer.objects.select_related("run", "graduate").get(pk=keys[0])
    if offer.state != OfferState.OPEN:
        say("refused WrongState")
    elif act == "accept":
        _sit(offer.graduate, offer.run, say, offer)
    else:
        _close(offer, OfferState.DECLINED)
        say("declined")


def _sit(person: Graduate, run: CourseRun, say: Say, offer: Offer | None = None) -> None:
    taken = Enrollment.objects.seated().filter(run=run).count()
    if taken >= run.seats:
        say("refused RunIsFull")
        return
    say(f"seat {run.pk} {person.pk} {taken + 1}")
    try:
        if offer is not None:
            _close(offer, OfferState.ACCEPTED)
        Enrollment.objects.create(
            graduate=person,
            run=run,
            seat_number=taken + 1,
            seat_limit=run.seats,
            enrolled_at=timezone.now(),
        )
        run.seats_taken += 1
        run.save(update_fields=["seats_taken"])
    except IntegrityError:
        pass  # a hasty program does this too


def _close(offer: Offer, state: OfferState) -> None:
    offer.state = state
    offer.save(update_fields=["state"])
    offer.run.seats_offered -= 1
    offer.run.save(update_fields=["seats_offered"])
