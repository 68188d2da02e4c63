from datetime import date

import factory
from factory.django import DjangoModelFactory

from core.names import thai_sort_key
from enrollment.models import Enrollment, Graduate, Referral
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, CenterFactory, SchoolFactory, usual_place
from tests.factories.training import RunFactory


class GraduateFactory(DjangoModelFactory):
    class Meta:
        model = Graduate

    prefix = "นาย"
    given_name = factory.Sequence(lambda n: f"สมมติ{n}")
    family_name = "ทดสอบ"
    sort_key = factory.LazyAttribute(lambda g: thai_sort_key(f"{g.given_name} {g.family_name}"))
    search_text = factory.LazyAttribute(lambda g: f"{g.given_name} {g.family_name}")
    birth_date = date(2011, 3, 14)
    school = factory.SubFactory(SchoolFactory)
    academic_year = 2569
    place = factory.LazyFunction(usual_place)
    registered_by = factory.SelfAttribute("school")
    registered_at = NOW


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    graduate = factory.SubFactory(GraduateFactory)
    from_agency = factory.SelfAttribute("graduate.school")
    to_agency = factory.SubFactory(CenterFactory)
    basis = "consent"
    sent_by = factory.SubFactory(AccountFactory)
    sent_at = NOW


class EnrollmentFactory(DjangoModelFactory):
    """A seat taken without the service: the run's counter is not touched. Tests of seats use the services."""

    class Meta:
        model = Enrollment

    graduate = factory.SubFactory(GraduateFactory)
    run = factory.SubFactory(RunFactory)
    seat_number = factory.LazyAttribute(lambda seat: Enrollment.objects.filter(run=seat.run).count() + 1)
    seat_limit = factory.SelfAttribute("run.seats")
    enrolled_at = NOW
