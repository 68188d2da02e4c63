"""Which qualifications and appointments end soon and are not renewed."""

from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from training.enums import TrainerKind
from training.models import Trainer, TrainerAppointment, TrainerSkill

SOON = timedelta(days=60)


def skills_running_out(trainers: QuerySet[Trainer], today: date) -> QuerySet[TrainerSkill]:
    """Qualifications whose last day is within 60 days, where no other for the same skill goes on after it."""
    same = TrainerSkill.objects.filter(trainer=OuterRef("trainer"), skill=OuterRef("skill"))
    later = same.filter(Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")))
    ending = TrainerSkill.objects.filter(trainer__in=trainers.values("pk"), trainer__is_active=True)
    return ending.filter(valid_until__range=(today, today + SOON)).exclude(Exists(later))


def appointments_running_out(trainers: QuerySet[Trainer], today: date) -> QuerySet[TrainerAppointment]:
    """The last appointment of a trainer from outside, if its last day is within 60 days."""
    last = Max("trainer__appointments__valid_until")
    ours = TrainerAppointment.objects.filter(
        trainer__in=trainers.values("pk"), trainer__is_active=True, trainer__kind=TrainerKind.OUTSIDE
    )
    ending = ours.filter(valid_until__range=(today, today + SOON)).annotate(last=last)
    return ending.filter(Q(last__lte=today + SOON))


def trainers_running_out(trainers: QuerySet[Trainer], today: date) -> QuerySet[Trainer]:
    """The trainers of either."""
    skills = skills_running_out(trainers, today).values("trainer")
    orders = appointments_running_out(trainers, today).values("trainer")
    return trainers.filter(Q(pk__in=skills) | Q(pk__in=orders))
