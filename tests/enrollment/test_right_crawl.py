"""Wherever a name stands, a sighting is written: every page that a role can reach is opened and looked through."""

import io
import re
import zipfile
from collections import Counter
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve, reverse

from agencies.enums import Role
from certificates.services import appoint_signing_officer
from certificates.services.issue import issue_certificate
from enrollment.enums import IdentityCheck, SeenHow
from enrollment.models import Completion, Enrollment, Graduate, Sighting
from enrollment.services.people import sealed_identifier
from enrollment.services.rights import receive_request
from enrollment.services.sightings import write_sightings
from tests.certificates.quick import quick_press
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.class_scene import a_class, confirmed
from tests.enrollment.files import number
from tests.enrollment.rounds_scene import a_run, people, proposed
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import ReferralFactory
from tests.factories.training import TrainerFactory

CANARY = "ฌฬฦฆ"
MOST_ALIKE = 2  # addresses of one door with the same questions asked; more show nothing new
# Not followed: pages of the library, of jobs, and the public check of a paper, which shows what the paper itself says.
LEAVES = re.compile(r"^/(accounts|i18n|static|jobs|C)/")


@pytest.fixture
def world(center, school, staff, counselor, now):
    """A finished run and a running one, referrals both ways, a certificate, requests: all of people named so."""
    for place in (1, 2):
        facts = {"position_on_paper": place, "name": "สมชาย ใจซื่อ", "title_th": "ผู้อำนวยการ", "title_en": ""}
        appoint_signing_officer(center=center, since=now.date(), by=None, at=NOW, **facts)
    done, running = confirmed(center, 1, by=staff, code="K-1"), a_class(center, 1, code="K-2")
    Graduate.objects.update(given_name=CANARY, name_en="", school=school, registered_by=center)
    trainer = TrainerFactory(center=center, user=AccountFactory())
    running.trainers.add(trainer)
    with quick_press() as press:
        issue_certificate(Completion.objects.get(enrollment__run=done), press, by=staff, at=NOW)
    person = Enrollment.objects.get(run=done).graduate
    ReferralFactory(graduate=person, from_agency=school, to_agency=center)
    sealed_identifier(person, number(1), since=NOW).save(force_insert=True)
    facts = {"kind": "copy", "agency": center, "identity": IdentityCheck.CARD, "note": ""}
    receive_request(person, by=staff, at=NOW, **facts)
    write_sightings(staff, [(person.pk, SeenHow.PAGE)], at=NOW)
    waiting, wanted = people(center, 1, given_name=CANARY, school=school)[0], a_run(center, "K-3")
    proposed(center, [wanted], {waiting: [wanted]})
    return {"person": person, "trainer": trainer.user}


def words_of(answer):
    """What a reader sees of an answer: text, or the cells of a workbook."""
    content = answer.getvalue() if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b" ".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    return content.decode("utf-8", "replace")


def links_of(page, address):
    found = re.findall(r'(?:href|hx-get|action)="([^"#]*)"', page)
    for link in map(unescape, found):
        if link.startswith("?"):
            link = address.partition("?")[0] + link
        if link.startswith("/") and not LEAVES.search(link):
            yield link


def kind_of(address):
    """The door that an address leads to, and the names of what it asks for."""
    parts = urlsplit(address)
    return resolve(parts.path).view_name, tuple(sorted(parse_qs(parts.query)))


def crawl(client, user, starts):
    """(address, answer, words) of every page that links lead to, beginning at `starts`."""
    ahead, known, met = list(starts), set(starts), Counter()
    while ahead:
        address = ahead.pop(0)
        met[kind_of(address)] += 1
        if met[kind_of(address)] > MOST_ALIKE:
            continue
        Sighting.objects.filter(account_id=user.pk).delete()
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        words = words_of(answer)
        yield address, answer, words
        for link in links_of(words, address):
            if link not in known:
                known.add(link)
                ahead.append(link)


STARTS = (
    "/",
    "/people/",
    "/referrals/",
    "/offers/",
    "/api/v1/people/",
    "/api/v1/seats/",
    "/imports/",
    "/follow-up/",
)


@pytest.mark.either_database
@pytest.mark.parametrize("role", ["staff", "head", "counselor", "trainer", "officer"])
def test_no_name_is_shown_without_a_sighting(world, role, center, school, staff, counselor, signed_in):
    cast = {
        "staff": staff,
        "head": account_of(center, Role.HEAD),
        "counselor": counselor,
        "trainer": world["trainer"],
        "officer": account_of(center, Role.OFFICER),
    }
    user = cast[role]
    named, unseen = 0, []
    for address, _answer, words in crawl(signed_in(user), user, STARTS):
        if CANARY in words:
            named += 1
            if not Sighting.objects.filter(account_id=user.pk).exists():
                unseen.append(address)
    assert unseen == []
    assert named > {"officer": 0, "trainer": 1}.get(role, 10), (
        "too few pages with a name: the walk found nothing"
    )


def test_a_number_in_full_and_a_printed_paper_are_told_apart(world, staff, signed_in):
    person = world["person"]
    client = signed_in(staff)
    client.post(reverse("reveal_identifier", args=[person.pk, person.identifiers.get().pk]))
    assert Sighting.objects.filter(account_id=staff.pk, person_id=person.pk, how=SeenHow.NUMBER).exists()
    paper = Completion.objects.get().certificates.get()
    client.get(reverse("download_certificate", args=[paper.pk]))
    assert Sighting.objects.filter(account_id=staff.pk, person_id=person.pk, how=SeenHow.PAPER).exists()
