import pytest
from django.urls import reverse

from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory
from tests.factories.training import TrainerFactory

pytestmark = pytest.mark.django_db


def test_everybody_has_a_first_page(staff, head, counselor, officer, signed_in, client):
    trainee, trainer = GraduateFactory(user=AccountFactory()).user, TrainerFactory(user=AccountFactory()).user
    for user in (staff, head, counselor, officer, trainee, trainer, AccountFactory()):
        assert signed_in(user).get(reverse("home")).status_code == 200
    assert client.get(reverse("home")).status_code == 302


def test_what_waits_is_counted_for_the_own_centre_only(center, staff, stranger, signed_in):
    ReferralFactory(to_agency=center)
    ReferralFactory(to_agency=center)

    def waiting(user):
        return {item.url: item.count for item in signed_in(user).get(reverse("home")).context["waiting"]}

    assert waiting(staff)[f"{reverse('referrals')}?state=sent"] == 2
    assert f"{reverse('referrals')}?state=sent" not in waiting(stranger)
