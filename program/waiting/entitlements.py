"""Qualifications and appointments that run out while their trainers are booked for days to come."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import User
from program.waiting.item import Waiting
from scheduling.models import TrainerBooking
from training.queries import trainers_of
from training.running_out import appointments_running_out, skills_running_out


def of_entitlements(user: User, today: date) -> Iterator[Waiting]:
    booked = Exists(TrainerBooking.objects.filter(trainer=OuterRef("trainer"), day__gt=today))
    trainers, page = trainers_of(user), f"{reverse('trainers')}?ending=soon"
    skills = skills_running_out(trainers, today).filter(booked).count()
    yield Waiting(
        skills,
        ngettext(
            "%(n)s qualification of a booked trainer runs out within 60 days",
            "%(n)s qualifications of booked trainers run out within 60 days",
            skills,
        )
        % {"n": skills},
        page,
    )
    orders = appointments_running_out(trainers, today).filter(booked).count()
    yield Waiting(
        orders,
        ngettext(
            "%(n)s appointment of a booked trainer runs out within 60 days",
            "%(n)s appointments of booked trainers run out within 60 days",
            orders,
        )
        % {"n": orders},
        page,
    )
