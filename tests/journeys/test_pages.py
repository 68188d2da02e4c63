"""Every main page, in both languages, on a phone and on a desktop: nothing is cut off. On a phone in Thai axe finds no fault."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.db.models import Count
from django.utils import timezone
from playwright.sync_api import expect

from agencies.models import Agency
from certificates.models import Batch, Certificate, TemplateVersion
from demo import story
from demo.scale import SMALL
from enrollment.models import (
    Attendance,
    Enrollment,
    Graduate,
    ImportBatch,
    LeaveRequest,
    MatchRound,
    Offer,
    Placement,
    Preference,
    Referral,
    SignInSheet,
)
from enrollment.queries.near_misses import near_misses
from scheduling.models import Plan
from tests.journeys.conftest import DESKTOP, PHONE, sign_in
from training.models import Course, CourseRun, Equipment, Room, RuleSet, Session, Trainer, TrainerSkill

BOTH_LANGUAGES = {"/check/offline/"}  # at once: it is kept on the device for whoever comes

pytestmark = [pytest.mark.journey, pytest.mark.either_database]


@pytest.fixture
def told(transactional_db, tmp_path):
    """The whole small story."""
    outcome = story.tell(
        today=timezone.localdate(), seed=1, scale=SMALL, files=tmp_path, say=lambda line: None
    )
    assert outcome.missed == []


def pages_of():
    """The account and the addresses it visits; None signs in nobody."""
    running = CourseRun.objects.filter(state="running").first()
    past = CourseRun.objects.filter(state="closed").first()
    round_ = MatchRound.objects.order_by("-created_at").first()
    person = Graduate.objects.filter(referrals=None, school__name_en__startswith="Nai Mueang").first()
    waiting = ImportBatch.objects.get(state="ready")
    applied = ImportBatch.objects.filter(state="applied").first()
    referral = Referral.objects.filter(state="sent").first()
    session = Session.objects.filter(run=running, day__isnull=False).first()
    topic = running.curriculum.topics.first()
    office = Agency.objects.filter(kind="learning").first()
    pages = {
        None: ["/accounts/login/", "/check/", f"/C/{Certificate.objects.first().code}"],
        "staff": [
            "/", "/my-contact/", "/people/", "/people/new/", "/referrals/", f"/referrals/{referral.pk}/", "/courses/",
            f"/courses/{running.course_id}/", "/runs/", f"/runs/{running.pk}/", f"/runs/{running.pk}/people/",
            f"/runs/{running.pk}/attendance/", f"/sessions/{session.pk}/attendance/",
            f"/runs/{running.pk}/scores/{topic.number}/", f"/runs/{past.pk}/results/",
            f"/runs/{past.pk}/certificates/", "/rounds/", f"/rounds/{round_.pk}/", f"/rounds/{round_.pk}/proposal/",
            "/offers/", "/timetable/", "/timetable/plans/", f"/timetable/plans/{Plan.objects.first().pk}/",
            "/sessions/", "/trainers/", "/rooms/", "/calendar/", "/certificates/", "/follow-up/", "/report/",
        ],
        "counselor": [
            "/", "/people/", f"/people/{person.pk}/", f"/people/{person.pk}/refer/", "/imports/", "/offers/", "/roster/?year=all",
            f"/roster/{person.pk}/", f"/roster/{person.pk}/next/", "/school-report/",
        ],
        "area1": ["/", "/completeness/"],
        waiting.owner.username: [f"/imports/{waiting.pk}/"],
        applied.owner.username: [f"/imports/{applied.pk}/"],
        "trainer": ["/", "/my/timetable/"],
        "trainee": ["/"],
        "trainee2": ["/"],
        "officer": [
            "/", "/report/", "/agencies/", "/agencies/new/", "/agencies/import/", f"/agencies/{office.pk}/",
            f"/agencies/{office.pk}/edit/", f"/agencies/{office.pk}/accounts/new/", "/places/", "/places/510101/",
        ],
    }  # fmt: skip
    for more in (
        pages_of_a_class(running),
        pages_of_training(running),
        pages_of_matching(round_),
        pages_of_papers(past),
    ):
        for username, addresses in more.items():
            pages.setdefault(username, []).extend(addresses)
    return pages


def pages_of_a_class(running):
    """Of entering, attendance, leave, sheets, scores, firms: the account and the addresses it visits."""
    seat = running.enrollments.filter(state="training").first()
    run, leave, sheet = f"/runs/{running.pk}", LeaveRequest.objects.first(), SignInSheet.objects.first()
    placed, mark = Placement.objects.first(), Attendance.objects.filter(enrollment__run=running).first()
    own = Enrollment.objects.filter(graduate__user__username="trainee2").first()
    return {
        "staff": [
            f"{run}/entry/", f"/seats/{seat.pk}/entry/", f"/seats/{seat.pk}/conduct/", "/relaxed/", "/attendance/at-risk/",
            "/attendance/due/", f"/attendance/marks/{mark.pk}/", "/leaves/", f"/leaves/{leave.pk}/",
            f"/seats/{seat.pk}/ask-leave/", f"{run}/sheets/", f"{run}/sheets/upload/", f"/sheets/{sheet.pk}/",
            f"{run}/scores/upload/", f"{run}/tests/", "/placements/", f"/runs/{placed.enrollment.run_id}/placements/",
            f"/runs/{placed.enrollment.run_id}/results/", f"/seats/{placed.enrollment_id}/placement/", "/workplaces/",
            f"/workplaces/{placed.site_id}/", "/workplaces/new/",
            f"/seats/{placed.enrollment_id}/entry/",
        ],
        "trainee": ["/my-placement/"],
        "trainee2": ["/my/attendance/", "/my/leaves/", f"/seats/{own.pk}/ask-leave/"],
    }  # fmt: skip


def pages_of_papers(past):
    """Of checking and getting papers, of batches and templates."""
    batch, paper, look = Batch.objects.first(), Certificate.objects.first(), TemplateVersion.objects.first()
    return {
        None: ["/check/offline/", "/papers/"],
        "staff": [
            "/certificates/batches/", f"/certificates/batches/{batch.pk}/", "/certificates/templates/",
            f"/certificates/batches/try/?run={past.pk}&paper=transcript", f"/certificates/{paper.pk}/",
            f"/certificates/templates/{look.pk}/", "/certificates/lost/",
        ],
    }  # fmt: skip


def pages_of_training(running):
    """Of courses, runs, trainers, rooms, equipment, the calendar, the regulation: one address a template."""
    planned = CourseRun.objects.filter(state="open").first()
    told = CourseRun.objects.filter(state="announced").first()
    course = Course.objects.annotate(versions=Count("curricula")).filter(versions__gt=1).first()
    trainer, room = Trainer.objects.first(), Room.objects.first()
    skill, unit = TrainerSkill.objects.first(), Equipment.objects.first()
    one, two = RuleSet.objects.order_by("pk")[:2]
    of_course, run, who = f"/courses/{course.pk}", f"/runs/{planned.pk}", f"/trainers/{trainer.pk}"
    return {
        "staff": [
            "/courses/new/", "/courses/words/", f"/courses/words/skill/{skill.skill_id}/", f"{of_course}/edit/",
            f"{of_course}/curriculum/", f"{of_course}/curriculum/import/", f"{of_course}/versions/",
            "/runs/new/", f"{run}/", f"{run}/seats/", f"{run}/provide/", f"{run}/merge/", f"{run}/defer/", f"{run}/call-off/",
            f"{run}/changes/", f"/runs/{told.pk}/", f"/runs/{told.pk}/unannounce/", f"/runs/{running.pk}/selected/", f"/runs/{running.pk}/selected/1/",
            f"/runs/{running.pk}/orientations/", "/trainers/new/", f"{who}/", f"{who}/edit/", f"{who}/half-days/",
            f"{who}/qualify/", f"{who}/appoint/", f"{who}/deactivate/", f"/qualifications/{skill.pk}/",
            f"/rooms/{room.pk}/", f"/rooms/{room.pk}/edit/", "/rooms/new/", "/sites/", "/sites/ways/", f"/sites/{room.site_id}/",
            "/equipment/", "/equipment/new/", "/equipment/kinds/", f"/equipment/{unit.pk}/", f"/equipment/{unit.pk}/edit/",
            "/calendar/half-days/", "/timetable/in-need/", "/timetable/plans/new/", "/regulation/", f"/regulation/{one.pk}/",
            f"/regulation/{one.pk}/compare/{two.pk}/",
        ],
        "trainer": ["/my-teaching/"],
    }  # fmt: skip


def pages_of_matching(proposed):
    """Of rounds, why and what if, fairness, freed seats: one address a template, of whoever drew which lot."""
    settled = MatchRound.objects.filter(state__in=["published", "finished"]).order_by("pk").last()
    person = Preference.objects.filter(round=settled).first().graduate_id
    round_, over, proposal = f"/rounds/{proposed.pk}", f"/rounds/{settled.pk}", proposed.proposal
    near = [f"{round_}/near/{miss.run.pk}/" for miss in near_misses(proposal)[:1]]
    slips = [f"/offers/{offer.pk}/slip/" for offer in Offer.objects.filter(state="open")[:1]]
    return {
        "staff": [
            *near, *slips, f"{round_}/choices/", f"{over}/choices/{person}/", f"{round_}/policy/", f"{over}/together/{person}/",
            f"{round_}/what-ifs/", f"{round_}/what-ifs/{proposal.what_ifs.first().pk}/", f"{over}/fairness/",
            f"{over}/travels/", f"{over}/waiting/", f"{over}/why/{person}/?try", "/rounds/policies/",
            "/rounds/fairness/", "/rounds/new/", f"{over}/fallback/",
        ],
        "counselor": ["/offers/paper/"],
        "head": ["/rounds/policies/new/"],
    }  # fmt: skip


def test_every_page_is_accessible_and_fits(told, visit, live_server):
    page, found = visit(), []
    for username, addresses in pages_of().items():
        page.context.clear_cookies()
        if username:
            sign_in(page, username)
        for language in ("th", "en"):
            page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
            for address in addresses:
                found += faults_of(page, f"{username} {language} {address}", address, language)
    assert found == [], "\n".join(found)


def faults_of(page, where, address, language):
    """What is wrong with one page: its status, its language, and what a desktop and a phone show."""
    answer = page.goto(address)
    if answer.status != 200:
        return [f"{where}: answered {answer.status}"]
    faults = []
    if address not in BOTH_LANGUAGES and page.locator("html").get_attribute("lang") != language:
        faults.append(f"{where}: is in another language")
    for viewport in in_turn(page):
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            faults.append(f"{where}: is wider than {viewport['width']} px")
        if (viewport, language) == (PHONE, "th"):  # as most will meet it: axe takes long
            faults += [f"{where}: {violation}" for violation in seen_by_axe(page)]
    return faults


def in_turn(page):
    """Both sizes of the window, from the one it has: every page is loaded in one and turned to the other."""
    had = page.viewport_size
    yield had
    other = PHONE if had == DESKTOP else DESKTOP
    page.set_viewport_size(other)
    yield other


def seen_by_axe(page):
    """axe's violations with their places; what is right, thousands of lines, stays in the browser."""
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then((results) => results.violations)")
    for violation in violations:
        nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
        yield f"{violation['id']}: {nodes}"


def test_the_language_is_changed_by_one_click_and_kept(province, visit):
    page = visit("staff", locale="th-TH")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/people/")
    expect(page.locator("h1")).to_have_text("People")
    page.get_by_role("button", name="ภาษาไทย").click()
    expect(page.locator("h1")).to_have_text("ผู้จบการศึกษา")
