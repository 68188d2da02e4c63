"""Both sides' lists: tabs, filters, spreadsheet, several accepted at once, several referred at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Referral
from enrollment.services import accept_referral, decline_referral, draft_referral, expire_referrals, refer
from tests.conftest import account_of
from tests.enrollment.referral_scene import consents, learning_office, memorandum
from tests.factories.agencies import CenterFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory

PAGE = "/referrals/"


@pytest.fixture
def asked(school, center, counselor, now):
    memorandum(school, center)
    return {"from_agency": school, "to_agency": center, "by": counselor, "at": now}


@pytest.fixture
def sent(school, asked):
    return refer(GraduateFactory(school=school), **asked)


@pytest.fixture
def listed(signed_in):
    def rows(user, **query):
        return set(signed_in(user).get(PAGE, query).context["page"].rows)

    return rows


def test_each_tab_holds_its_own(listed, sent, asked, school, staff, counselor, stranger):
    draft = draft_referral(GraduateFactory(school=school), **asked)
    assert listed(staff) == {sent}
    assert listed(counselor) == {sent}
    assert listed(counselor, side="drafts") == {draft}
    assert listed(staff, side="drafts") == listed(staff, side="sent") == set()
    assert listed(stranger) == set()


def test_a_volunteer_has_no_tab_of_what_came_in(signed_in, db):
    volunteer = account_of(CenterFactory(), "volunteer")
    answer = signed_in(volunteer).get(PAGE)
    assert [tab["url"] for tab in answer.context["tabs"]] == ["?side=sent", "?side=drafts"]


def test_filters(listed, sent, asked, school, staff, counselor, now):
    office, other_school = learning_office(), GraduateFactory().school
    memorandum(school, office)
    back = refer(GraduateFactory(school=school), **{**asked, "to_agency": office}, service="learning")
    elsewhere = refer(GraduateFactory(school=other_school), **asked)
    decline_referral(elsewhere, reason="unreachable", by=staff, at=now)
    assert listed(counselor, service="learning") == {back}
    assert listed(counselor, agency=office.pk) == {back}
    assert listed(counselor, state="declined") == {elsewhere}
    assert listed(counselor, due="waiting") == {sent, back}
    assert listed(counselor, due="left") == {elsewhere}
    assert listed(counselor, school=other_school.pk) == {elsewhere}
    assert listed(counselor, name=sent.graduate.given_name) == {sent}
    assert listed(staff, agency=school.pk) == {sent, elsewhere}


def test_what_is_due_soon_is_shown_to_both(signed_in, listed, sent, asked, school, staff, counselor):
    refer(GraduateFactory(school=school), **asked)
    Referral.objects.filter(pk=sent.pk).update(answer_by=timezone.localdate() + timedelta(days=3))
    for user in (staff, counselor):
        assert listed(user, due="soon") == {sent}
        assert signed_in(user).get(PAGE).context["soon"] == 1


def test_what_was_asked_for_again_is_left_no_more(listed, sent, asked, counselor, now):
    expire_referrals(at=now + timedelta(days=20))
    assert listed(counselor, due="left") == {sent}
    sent.refresh_from_db()
    refer(sent.graduate, **{**asked, "at": now + timedelta(days=21)}, former=sent)
    assert listed(counselor, due="left") == set()


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, sent, center, staff, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(staff)
    with django_assert_max_num_queries(40) as first:
        client.get(PAGE)
    ReferralFactory.create_batch(2, to_agency=center)
    with django_assert_num_queries(len(first)):
        client.get(PAGE)


def test_the_filter_stays_on_its_tab(signed_in, sent, staff):
    form = signed_in(staff).get(PAGE, {"side": "sent"}).context["filter"].form
    assert 'name="side" value="sent"' in str(form["side"])


def test_the_export_follows_the_filter(signed_in, sent, staff):
    answer = signed_in(staff).get(PAGE, {"format": "xlsx", "state": "sent"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="referrals.xlsx"'


# Several at once ---------------------------------------------------------------------------------------


def test_several_are_accepted_in_one_go(signed_in, sent, asked, school, staff, stranger, counselor, officer):
    other = refer(GraduateFactory(school=school), **asked)
    page, ticked = reverse("accept_referrals"), {"referrals": [sent.pk, other.pk]}
    signed_in(stranger).post(page, ticked)
    assert signed_in(officer).post(page, ticked).status_code == 403
    assert set(Referral.objects.values_list("state", flat=True)) == {"sent"}
    signed_in(staff).post(page, ticked)
    assert set(Referral.objects.values_list("state", flat=True)) == {"accepted"}


def test_of_several_one_that_was_answered_keeps_all_as_they_are(signed_in, sent, asked, school, staff, now):
    other = refer(GraduateFactory(school=school), **asked)
    accept_referral(other, by=staff, at=now)
    ticked = {"referrals": [sent.pk, other.pk]}
    assert signed_in(staff).post(reverse("accept_referrals"), ticked).status_code == 409
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_several_people_are_referred_on_one_page(signed_in, school, center, counselor):
    people = [GraduateFactory(school=school) for _number in range(2)]
    strange = GraduateFactory()
    client, page = signed_in(counselor), reverse("refer_several")
    opened = client.post(page, {"people": [people[0].pk]})  # as a list of people sends them
    assert opened.context["form"]["people"].value() == [str(people[0].pk)]
    said = {"people": [one.pk for one in people], "service": "training", "to_agency": center.pk}
    refused = client.post(page, said)
    assert refused.status_code == 422
    assert {person for person, _why in refused.context["refusals"]} == set(people)
    for person in people:
        consents(person)
    assert client.post(page, {**said, "people": [strange.pk]}).status_code == 422
    assert client.post(page, said).url == PAGE
    assert Referral.objects.filter(graduate__in=people, state="sent").count() == 2
    assert not client.get(page).context["form"].fields["people"].queryset
