import json
from dataclasses import FrozenInstanceError, asdict, replace
from datetime import date

import pytest

from certificates.paper.facts import LATER, CertificateFacts, PaperKind, Signatory
from certificates.paper.refusals import FactsInvalid
from certificates.paper.samples import ORDINARY, sample
from certificates.paper.starts import TRANSCRIPT
from tests.certificates.paper.samples import BARE, LONGEST, TALLEST, a_paper


@pytest.mark.parametrize("changes", [{}, LONGEST, TALLEST, BARE])
def test_json_comes_back_as_the_same_facts(changes):
    facts = a_paper(**changes)
    assert CertificateFacts.from_json(facts.to_json()) == facts
    assert CertificateFacts.from_json(facts.to_json().encode()).to_json() == facts.to_json()


def test_json_is_canonical():
    text = a_paper().to_json()
    values = json.loads(text)
    assert list(values) == sorted(values)
    assert "นางสาวญาณิศา" in text
    assert ": " not in text
    assert values["started_on"] == "2026-06-01"
    assert values["signatories"][1]["name"] == "นางกรรณิการ์ ปิ่นเกล้า"


def test_every_fact_is_in_the_json():
    facts = a_paper()
    assert set(json.loads(facts.to_json())) == set(asdict(facts)) - LATER.keys()
    record = replace(sample(ORDINARY, PaperKind.TRANSCRIPT, TRANSCRIPT, "https://x.th"), common_era=True)
    assert set(json.loads(record.to_json())) == set(asdict(record))


def test_facts_are_frozen():
    facts = a_paper()
    with pytest.raises(FrozenInstanceError):
        facts.name_th = "คนอื่น"
    with pytest.raises(FrozenInstanceError):
        facts.signatories[0].name = "คนอื่น"


@pytest.mark.parametrize(
    ("changes", "slot"),
    [
        ({"name_th": ""}, "name_th"),
        ({"name_th": " สมชาย"}, "name_th"),
        ({"name_th": "ก" * 301}, "name_th: longer than 300"),
        ({"name_th": "สมชาย  ใจดี"}, "name_th"),
        ({"name_th": "สมชาย\x00"}, "U+0000"),
        ({"name_th": "สมชาย\u202eยชามส"}, "U+202E"),
        ({"name_th": "สมชาย\u200bใจดี"}, "U+200B"),
        ({"name_en": "Somchai\nJaidee"}, "U+000A"),
        ({"name_th": "\ud800"}, "U+D800"),
        ({"course_th": ""}, "course_th"),
        ({"code": ""}, "code"),
        ({"ended_on": date(2026, 5, 31)}, "ended_on"),
        ({"total_hours": 59}, "total_hours"),
        ({"total_hours": 0, "theory_hours": 0, "practice_hours": 0}, "total_hours"),
        ({"theory_hours": -1}, "total_hours"),
        ({"verify_url": "javascript:alert(1)"}, "verify_url"),
        ({"verify_url": "file:///etc/passwd"}, "verify_url"),
        ({"verify_url": "https://"}, "verify_url"),
        ({"verify_url": "https://["}, "verify_url"),
        ({"verify_url": "https://train.example.go.th/v/1?next=//elsewhere"}, "verify_url"),
        ({"verify_url": "https://train.example.go.th/v/ก"}, "verify_url"),
        ({"verify_url": "https://a@train.example.go.th/v/1"}, "verify_url"),
        ({"kind": PaperKind.REPLACEMENT}, "replaces_number"),
        ({"replaces_number": "1/2568"}, "replaces_number"),
        ({"format": 2}, "format"),
        ({"signatories": (Signatory(name="", position_th="ครู"), Signatory(name="ก", position_th="ครู"))}, "1"),
    ],
)
def test_what_cannot_be_printed_is_refused(changes, slot):
    with pytest.raises(FactsInvalid, match=slot.replace("+", r"\+")):
        a_paper(**changes)


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.pop("name_th"),
        lambda values: values.update(surprise=1),
        lambda values: values.update(kind="diploma"),
        lambda values: values.update(issued_on="3/7/2569"),
        lambda values: values.update(total_hours="60"),
        lambda values: values.update(thai_digits="no"),
        lambda values: values.update(name_th=None),
        lambda values: values.update(signatories=values["signatories"][:1]),
        lambda values: values["signatories"][0].pop("name"),
    ],
)
def test_json_that_is_not_the_facts_is_refused(change):
    values = json.loads(a_paper().to_json())
    change(values)
    with pytest.raises(FactsInvalid):
        CertificateFacts.from_json(json.dumps(values))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", b"\xff"])
def test_anything_else_is_refused(text):
    with pytest.raises(FactsInvalid):
        CertificateFacts.from_json(text)
