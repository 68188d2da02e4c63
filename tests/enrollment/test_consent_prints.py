"""Printed forms: the file, the codes on it, and that it comes back to the right record."""

import io
from datetime import timedelta

import pypdf
import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from agencies.enums import Role
from core.files import content_of
from core.models import AuditEntry, SealedFile
from core.paper import fonts
from enrollment.enums import ConsentKind, SlipPurpose
from enrollment.models import ConsentPrint, ConsentSlip, ConsentText
from enrollment.queries.consents import slip_of
from enrollment.scanning.codes import codes_on
from enrollment.services import drop_old_prints
from enrollment.services.consent_prints import AT_ONCE, NobodyLacks, TooManyForms, print_forms, request_print
from tests.clock import NOW
from tests.enrollment.consent_scene import DATA, TRAINING, a_minor, given, work
from tests.factories.agencies import MembershipFactory, SchoolFactory
from tests.factories.enrollment import GraduateFactory


@pytest.fixture(autouse=True, scope="module")
def built_fonts():
    fonts.build()


@pytest.fixture
def person(school):
    return a_minor(school, given_name="สมใจ")


@pytest.fixture
def quick(monkeypatch):
    """A child that does not draw: codes, rows and the file are the real ones."""
    monkeypatch.setattr("enrollment.services.consent_prints.DRAW", "tests.enrollment.quick_forms:noise")


def asked(people, agency, by, kinds=tuple(ConsentKind)):
    return request_print(people, kinds, agency=agency, by=by, at=NOW)


def printed(people, agency, by, kinds=tuple(ConsentKind)):
    row = asked(people, agency, by, kinds)
    print_forms(row, people, kinds, at=NOW, work=work())
    return row, content_of(row.file)


def test_a_form_leads_back_to_its_person_and_its_words(person, school, counselor):
    given(person, TRAINING, by=counselor)
    row, pdf = printed([person], school, counselor)
    (code,) = codes_on(pdfium.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil())
    slip = slip_of(code)
    assert (slip.graduate, slip.purpose, slip.agency) == (person, SlipPurpose.FORM, school)
    assert [text.kind for text in slip.texts] == [
        TRAINING,
        DATA,
    ]  # the person's own consent is missing for both
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "สมใจ" in text
    assert "ฉบับที่ 1" in text
    assert code[:8] in text.replace(" ", "")
    assert AuditEntry.objects.get(action="consent.form_printed").person_id == person.pk
    assert row.people == 1
    receipt = ConsentSlip.objects.get(purpose=SlipPurpose.RECEIPT)
    assert (receipt.graduate, receipt.giver) == (person, "")


def test_a_whole_list_is_one_file_in_several_drawings(school, counselor, monkeypatch):
    monkeypatch.setattr("enrollment.services.consent_prints.AT_ONCE", 2)
    people = [a_minor(school) for _ in range(3)]
    _row, pdf = printed(people, school, counselor)
    document = pdfium.PdfDocument(pdf)
    assert len(document) == 3
    codes = [codes_on(page.render(scale=200 / 72).to_pil()).pop() for page in document]
    assert [slip_of(code).graduate for code in codes] == people
    assert AT_ONCE > 2


def test_printing_again_after_a_killed_worker_makes_no_second_file(quick, person, school, counselor):
    row, _pdf = printed([person], school, counselor)
    print_forms(row, [person], list(ConsentKind), at=NOW, work=work())
    assert SealedFile.objects.count() == 1
    assert ConsentSlip.objects.filter(purpose=SlipPurpose.FORM).count() == 1


def test_a_printing_that_fails_leaves_no_codes(quick, person, school, counselor, monkeypatch):
    row = asked([person], school, counselor)
    monkeypatch.setattr("core.files.keep_own", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        print_forms(row, [person], list(ConsentKind), at=NOW, work=work())
    assert not ConsentSlip.objects.exists()


def test_refusals_of_printing(person, school, counselor):
    with pytest.raises(NobodyLacks):
        asked([], school, counselor)
    with pytest.raises(TooManyForms):
        asked([person] * 401, school, counselor)
    assert not ConsentPrint.objects.exists()


def test_the_owner_downloads_it_and_after_some_days_it_is_gone(
    quick, person, school, counselor, signed_in, settings
):
    row, pdf = printed([person], school, counselor)
    page = reverse("consent_print_file", args=[row.pk])
    answer = signed_in(counselor).get(page)
    assert answer.content == pdf
    assert answer.headers["Content-Disposition"].startswith("attachment")
    late = NOW + timedelta(days=settings.CONSENT_PRINT_DAYS)
    assert drop_old_prints(at=late) == 0
    assert drop_old_prints(at=late + timedelta(seconds=1)) == 1
    assert signed_in(counselor).get(page).status_code == 404
    assert ConsentSlip.objects.filter(purpose=SlipPurpose.FORM).exists()  # the paper stays good


def test_under_another_hat_it_is_not_there(quick, person, school, counselor, signed_in):
    row, _pdf = printed([person], school, counselor)
    MembershipFactory(user=counselor, agency=SchoolFactory(), role=Role.COUNSELOR)
    browser = signed_in(counselor)
    for agency, status in ((school, 200), (counselor.memberships.last().agency, 404)):
        browser.post(reverse("hats"), {"agency": agency.pk})
        for page in ("consent_print", "consent_print_file"):
            assert browser.get(reverse(page, args=[row.pk])).status_code == status


def test_another_kind_alone_has_its_own_form(quick, school, counselor):
    person = GraduateFactory(school=school)
    _row, _pdf = printed([person], school, counselor, kinds=[DATA])
    slip = ConsentSlip.objects.get(purpose=SlipPurpose.FORM)
    assert (slip.training_text, slip.data_text) == (None, ConsentText.objects.get(kind=DATA))
