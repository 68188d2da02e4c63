from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from agencies.enums import Role
from program.home import next_sessions
from program.waiting import waiting_for
from scheduling.planning import Placed
from scheduling.services.booking import write_places
from tests.agencies.memoranda_scene import TODAY as SIGNED
from tests.agencies.memoranda_scene import memorandum_of, signed
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory, CenterFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory
from tests.factories.training import RunFactory, SessionFactory, TrainerFactory
from training.enums import Slot

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

    assert waiting(staff)[f"{reverse('referrals')}?side=received&due=waiting"] == 2
    assert f"{reverse('referrals')}?side=received&due=waiting" not in waiting(stranger)


def test_both_sides_are_reminded_of_referrals(staff, counselor, school, center, signed_in):
    today = timezone.localdate()
    ReferralFactory(graduate__school=school, to_agency=center, answer_by=today + timedelta(days=3))
    ReferralFactory(graduate__school=school, to_agency=center, answer_by=today + timedelta(days=4))
    ReferralFactory(graduate__school=school, to_agency=center, state="expired")
    ReferralFactory(graduate__school=school, to_agency=center, state="drafted", basis="")

    def counted(user):
        page = reverse("referrals")
        found = {item.url: item.count for item in waiting_for(user, today)}
        return {url.removeprefix(page): count for url, count in found.items() if url.startswith(page)}

    assert counted(staff) == {"?side=received&due=soon": 1, "?side=received&due=waiting": 2}
    assert counted(counselor) == {"?side=sent&due=soon": 1, "?side=sent&due=left": 1, "?side=drafts": 1}


def test_memoranda_to_sign_and_to_renew_are_counted_for_who_can_see_them(
    center, school, head, staff, counselor
):
    today, page = timezone.localdate(), reverse("memoranda")
    host = CenterFactory()
    near, far = today + timedelta(days=60), today + timedelta(days=61)
    for last_day in (near, far):
        signed(memorandum_of(host, head, school, ends_on=last_day, starts_on=today), school, on=SIGNED)
    memorandum_of(host, head, center, starts_on=today, ends_on=far)

    def counted(user):
        return {one.url: one.count for one in waiting_for(user, today) if one.url.startswith(page)}

    assert counted(head) == {page: 1}
    assert counted(staff) == {}  # staff do not bind the centre
    assert counted(counselor) == {f"{page}?standing=expiring": 1}
    assert counted(account_of(school, Role.VOLUNTEER)) == {}


def test_the_words_name_how_many_and_how_soon(center, head):
    today = timezone.localdate()
    memorandum_of(center, head, starts_on=today, ends_on=today + timedelta(days=5))
    with translation.override("en"):
        assert "1 memorandum expires within 60 days" in [one.sentence for one in waiting_for(head, today)]


def test_a_volunteer_registers_from_the_first_page_and_imports_nothing(school, staff, signed_in):
    def offered(user):
        words = signed_in(user).get(reverse("home")).content.decode()
        return [
            name for name in ("new_person", "upload_import") if f'secondary" href="{reverse(name)}"' in words
        ]

    assert offered(account_of(school, Role.VOLUNTEER)) == ["new_person"]
    assert offered(staff) == ["new_person", "upload_import"]


def test_a_trainer_sees_the_morning_before_the_afternoon():
    """Though the word comes after it."""
    trainer = TrainerFactory(user=AccountFactory())
    run, today = RunFactory(center=trainer.center, address="x"), timezone.localdate()
    for number, slot in enumerate((Slot.EVENING, Slot.AFTERNOON, Slot.MORNING), start=1):
        session = SessionFactory(run=run, number=number)
        write_places([Placed(session.pk, today, slot, None, (trainer.pk,))], cleared=[])
    assert [session.slot for session in next_sessions(trainer.user, today)] == list(Slot)
