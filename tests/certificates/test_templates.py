"""How papers look: drawn up by one, tried on the worst names, approved by another, kept in versions."""

import io
import json
from dataclasses import replace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from agencies.enums import Role
from certificates import services
from certificates.enums import CertificateKind, TemplateState
from certificates.models import Certificate, TemplateVersion
from certificates.paper.template import PREPRINTED, STANDARD, Line, read_template
from certificates.queries import template_in_use
from certificates.refusals import ReasonMissing, SamePerson, TemplateBeingMade, TemplateUnusable
from certificates.services.issue import issue_certificate
from certificates.template_forms import initial_of, lines_of
from core.models import AuditEntry
from core.refusals import WrongState
from tests.certificates.quick import quick_press
from tests.certificates.test_checking import words_of
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import MembershipFactory

pytestmark = pytest.mark.django_db
KIND = CertificateKind.CERTIFICATE
OWN = replace(STANDARD, thai_digits=False, is_department_form=True)
TOO_NARROW = replace(
    STANDARD,
    lines=tuple(replace(line, width=40.0) if line.name == "name_th" else line for line in STANDARD.lines),
)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def draft(center, staff):
    return services.begin_template(center=center, kind=KIND, by=staff, at=NOW)


@pytest.fixture
def proposed(draft, staff):
    """As the service leaves it; the trial on the worst names has its own test."""
    services.change_template(draft, OWN, note="Arabic digits", by=staff, at=NOW)
    TemplateVersion.objects.update(state=TemplateState.PROPOSED)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def in_use(proposed, head):
    services.approve_template(proposed, by=head, at=NOW)
    proposed.refresh_from_db()
    return proposed


def actions():
    return list(
        AuditEntry.objects.filter(action__startswith="template.")
        .order_by("pk")
        .values_list("action", flat=True)
    )


# ------------------------------------------------------------------ use cases


def test_a_draft_begins_as_the_product_comes_and_later_as_what_is_in_use(center, draft, staff, head):
    assert (draft.number, draft.content) == (1, STANDARD.text)
    with pytest.raises(TemplateBeingMade):
        services.begin_template(center=center, kind=KIND, by=head, at=NOW)
    other = services.begin_template(
        center=center, kind=CertificateKind.LETTER, start=PREPRINTED, by=staff, at=NOW
    )
    assert (other.number, other.content) == (1, PREPRINTED.text)
    services.change_template(draft, OWN, note="", by=staff, at=NOW)
    TemplateVersion.objects.filter(pk=draft.pk).update(state="in_use", approved_by=head)
    after = services.begin_template(center=center, kind=KIND, by=staff, at=NOW)
    assert (after.number, after.content) == (2, OWN.text)


def test_who_made_it_does_not_approve_it(proposed, center, head, staff):
    maker = account_of(center, Role.HEAD)
    TemplateVersion.objects.update(made_by=maker)
    with pytest.raises(SamePerson):
        services.approve_template(proposed, by=maker, at=NOW)
    assert template_in_use(center, KIND) is None
    services.approve_template(proposed, by=head, at=NOW)
    assert template_in_use(center, KIND) == proposed
    assert actions()[-1] == "template.approved"


def test_nor_does_the_database_let_them(proposed, staff):
    said = {"state": "in_use", "approved_by": staff}
    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateVersion.objects.filter(pk=proposed.pk).update(**said)
    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateVersion.objects.filter(pk=proposed.pk).update(state="in_use")


def test_what_is_in_use_is_never_changed_and_is_followed_by_the_next(in_use, center, staff, head):
    for change in (
        lambda: services.change_template(in_use, STANDARD, note="", by=staff, at=NOW),
        lambda: services.discard_template(in_use, by=staff, at=NOW),
        lambda: services.send_back_template(in_use, reason="x", by=head, at=NOW),
        lambda: services.approve_template(in_use, by=head, at=NOW),
    ):
        with pytest.raises(WrongState):
            change()
    after = services.begin_template(center=center, kind=KIND, by=staff, at=NOW)
    TemplateVersion.objects.filter(pk=after.pk).update(state="proposed")
    services.approve_template(after, by=head, at=NOW)
    in_use.refresh_from_db()
    assert (in_use.state, template_in_use(center, KIND)) == ("retired", after)
    services.retire_template(TemplateVersion.objects.get(pk=after.pk), by=head, at=NOW)
    assert template_in_use(center, KIND) is None


def test_sent_back_it_is_a_draft_with_the_reason(proposed, head, staff):
    with pytest.raises(ReasonMissing):
        services.send_back_template(proposed, reason=" ", by=head, at=NOW)
    services.send_back_template(proposed, reason="the name is too small", by=head, at=NOW)
    assert (proposed.state, proposed.sent_back_because) == ("draft", "the name is too small")
    services.discard_template(proposed, by=staff, at=NOW)
    assert not TemplateVersion.objects.exists()
    assert actions()[-2:] == ["template.sent_back", "template.discarded"]


def test_a_template_that_cannot_bear_the_worst_names_is_not_proposed(draft, staff):
    services.change_template(draft, TOO_NARROW, note="", by=staff, at=NOW)
    with pytest.raises(TemplateUnusable) as refusal:
        services.propose_template(draft, by=staff, at=NOW)
    assert "Name: 20 letters do not fit" in str(refusal.value)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_one_that_can_is(draft, staff):
    services.propose_template(draft, by=staff, at=NOW)
    draft.refresh_from_db()
    assert (draft.state, actions()) == ("proposed", ["template.begun", "template.proposed"])


def test_a_paper_keeps_its_template_and_later_ones_change_nothing(
    in_use, certificate, run, center, staff, head
):
    """`certificate` was issued after `in_use`."""
    assert (certificate.template, certificate.template_version) == (in_use, f"T{in_use.pk}.1")
    facts, bytes_ = json.loads(certificate.facts), bytes(certificate.file.pdf)
    assert (facts["thai_digits"], facts["is_department_form"]) == (False, True)
    after = services.begin_template(center=center, kind=KIND, start=STANDARD, by=staff, at=NOW)
    TemplateVersion.objects.filter(pk=after.pk).update(state="proposed")
    services.approve_template(after, by=head, at=NOW)
    certificate = Certificate.objects.get(pk=certificate.pk)
    assert (certificate.template, json.loads(certificate.facts)) == (in_use, facts)
    assert bytes(certificate.file.pdf) == bytes_
    other = run.enrollments.exclude(pk=certificate.completion.enrollment_id).get().completion
    with quick_press() as press:
        new = issue_certificate(other, press, by=staff, at=NOW)
    assert new.template == after
    assert json.loads(new.facts)["thai_digits"] is True


def test_without_a_template_it_is_printed_as_the_product_comes(certificate):
    assert (certificate.template, certificate.template_version) == (None, "guilloche-1")


# ------------------------------------------------------------------ pages


def entered(template=STANDARD, **changes):
    """What the editor's form sends: every line, and an untouched one for another."""
    lines = lines_of(template)
    said = {
        "lines-TOTAL_FORMS": len(lines),
        "lines-INITIAL_FORMS": len(lines),
        **initial_of(template, "note"),
    }
    for place, line in enumerate(lines):
        said |= {f"lines-{place}-{name}": value for name, value in line.items()}
    untouched = {
        "style": "Regular",
        "align": "center",
        "color": "#22262e",
        "language": "th",
        "name": "",
        "text": "",
    }
    said |= {f"lines-{len(lines)}-{name}": value for name, value in untouched.items()}
    said |= {"lines-TOTAL_FORMS": len(lines) + 1, "sample": "bare", **changes}
    return {name: value for name, value in said.items() if value is not False}


PAGES = [("paper_template", "get"), ("edit_paper_template", "get"), ("preview_paper_template", "post"),
         ("propose_paper_template", "post"), ("discard_paper_template", "post")]  # fmt: skip
OF_THE_HEAD = ["approve_paper_template", "send_back_paper_template", "retire_paper_template"]


def test_who_may_see_the_list(draft, staff, head, stranger, counselor, signed_in, client):
    page = reverse("paper_templates")
    link = reverse("paper_template", args=[draft.pk])
    for user in (staff, head):
        assert link in signed_in(user).get(page).content.decode()
    assert link not in signed_in(stranger).get(page).content.decode()
    assert signed_in(counselor).get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_many_versions_are_filtered_paged_and_exported_alike(draft, staff, head, signed_in):
    old = {"center": draft.center, "state": "retired", "made_by": staff, "approved_by": head, "made_at": NOW}
    TemplateVersion.objects.bulk_create(
        TemplateVersion(kind="transcript", number=number, note=f"v{number}", **old) for number in range(1, 62)
    )
    client, page = signed_in(staff), reverse("paper_templates")
    first = client.get(page)
    assert (len(first.context["page"]), bool(first.context["page"].following)) == (50, True)
    chosen = client.get(page, {"kind": draft.kind, "state": draft.state})
    assert [row.pk for row in chosen.context["page"]] == [draft.pk]
    content = client.get(page, {"kind": "transcript", "format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert {row[3] for row in rows[1:]} == {f"v{number}" for number in range(1, 62)}
    nothing = words_of(client.get(page, {"kind": "letter", "state": "retired"}))
    assert "Nothing found" in nothing


@pytest.mark.parametrize(("name", "method"), PAGES)
def test_who_may_not_touch_one(name, method, draft, stranger, counselor, signed_in, client):
    address = reverse(name, args=[draft.pk])
    assert getattr(signed_in(stranger), method)(address).status_code == 404
    assert getattr(signed_in(counselor), method)(address).status_code == 403
    assert getattr(client, method)(address).status_code == 302


@pytest.mark.parametrize("name", OF_THE_HEAD)
def test_only_the_own_head_decides(name, proposed, staff, signed_in, client):
    address = reverse(name, args=[proposed.pk])
    elsewhere = MembershipFactory(role="head").user
    assert signed_in(staff).post(address).status_code == 403
    assert signed_in(elsewhere).post(address).status_code == 404
    assert client.post(address).status_code == 302


def test_the_product_says_plainly_when_a_paper_is_not_the_departments(draft, staff, head, signed_in):
    said = words_of(signed_in(staff).get(reverse("paper_templates")))
    assert "not a form of the Department of Skill Development" in said
    services.change_template(draft, OWN, note="", by=staff, at=NOW)
    said = words_of(signed_in(head).get(reverse("paper_template", args=[draft.pk])))
    assert "do not say that they are the centre" in said


def test_a_long_reason_is_not_cut_off_unsaid(proposed, head, signed_in):
    address = reverse("send_back_paper_template", args=[proposed.pk])
    assert signed_in(head).post(address, {"reason": "x" * 301}).status_code == 409
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_from_the_first_click_to_the_second_person(center, staff, head, signed_in):
    answer = signed_in(staff).post(
        reverse("new_paper_template"), {"kind": "certificate", "start": "preprinted"}
    )
    row = TemplateVersion.objects.get()
    assert (answer.url, row.content) == (reverse("edit_paper_template", args=[row.pk]), PREPRINTED.text)
    saved = signed_in(staff).post(answer.url, entered(OWN, note="Arabic digits"))
    row.refresh_from_db()
    assert (saved.status_code, read_template(row.content), row.note) == (302, OWN, "Arabic digits")
    TemplateVersion.objects.update(state="proposed")
    assert signed_in(staff).get(answer.url).status_code == 302, "what waits is not edited"
    signed_in(head).post(reverse("approve_paper_template", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.approved_by) == ("in_use", head)
    assert signed_in(staff).post(reverse("new_paper_template"), {"kind": "diploma"}).status_code == 400


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"qr_left": ""}, "required"),
        ({"qr_size": "10"}, "square of 22 to 60"),
        ({"lines-3-text": "{secret}"}, "there is no slot secret"),
        ({"lines-3-text": "{{ settings }}"}, "brace"),
        ({"lines-7-DELETE": "on", "lines-9-DELETE": "on"}, "no place for name_th"),
        ({"lines-4-left": "130", "lines-4-width": "20", "lines-4-top": "160"}, "lies over"),
        ({"emblem": "own"}, "no emblem was uploaded"),
        ({"lines-TOTAL_FORMS": "61"}, "60"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(changes, said, draft, staff, signed_in):
    answer = signed_in(staff).post(reverse("edit_paper_template", args=[draft.pk]), entered(**changes))
    assert answer.status_code == 422
    assert said in words_of(answer)
    draft.refresh_from_db()
    assert draft.content == STANDARD.text


def test_an_emblem_is_uploaded_and_one_with_a_script_is_refused(draft, staff, signed_in):
    edit = reverse("edit_paper_template", args=[draft.pk])
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}<path d="M0 0h9v9z"/></svg>'
    bad = SimpleUploadedFile("x.svg", svg.format("<script>alert(1)</script>").encode())
    answer = signed_in(staff).post(edit, entered(emblem="own", emblem_file=bad))
    assert (answer.status_code, "script" in words_of(answer)) == (422, True)
    good = SimpleUploadedFile("x.svg", svg.format("").encode())
    assert signed_in(staff).post(edit, entered(emblem="own", emblem_file=good)).status_code == 302
    draft.refresh_from_db()
    assert '<path d=\\"M0 0h9v9z\\">' in draft.content
    assert signed_in(staff).post(edit, entered(emblem="own")).status_code == 302, "the one there is is kept"


def test_the_preview_shows_what_is_entered_and_saves_nothing(draft, staff, signed_in):
    preview = reverse("preview_paper_template", args=[draft.pk])
    answer = signed_in(staff).post(preview, entered(OWN))
    assert answer.status_code == 200
    assert "data:image/png;base64," in answer.content.decode()
    draft.refresh_from_db()
    assert draft.content == STANDARD.text
    narrow = signed_in(staff).post(preview, entered(TOO_NARROW, sample="longest"))
    assert (narrow.status_code, "letters do not fit" in words_of(narrow)) == (422, True)


def test_a_sample_is_a_picture(draft, staff, signed_in):
    answer = signed_in(staff).get(reverse("paper_template_sample", args=[draft.pk, "tallest"]))
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width == 1200


def test_a_line_may_be_added(draft, staff, signed_in):
    number = len(STANDARD.lines)
    line = {"name": "stamp", "text": "ตราประทับ {center_th}", "left": 30, "top": 160, "width": 70, "height": 6,
            "size": 10, "smallest": 7, "style": "Regular", "align": "left", "color": "#000000", "language": "th"}  # fmt: skip
    said = {f"lines-{number}-{name}": value for name, value in line.items()}
    said["lines-TOTAL_FORMS"] = number + 1
    answer = signed_in(staff).post(reverse("edit_paper_template", args=[draft.pk]), entered(**said))
    assert answer.status_code == 302, words_of(answer)
    draft.refresh_from_db()
    assert Line(**line).text in draft.content
