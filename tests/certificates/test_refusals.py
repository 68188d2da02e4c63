"""Why a paper is not printed, in the reader's language, also where the child that printed said it."""

from django.utils import translation

from certificates.paper.press import Press
from certificates.paper.refusals import GlyphMissing
from certificates.refusals import CannotBePrinted, told
from core.guarded.refusals import TaskRefused, read_refusal, refusal_to_json
from core.refusals import Told, in_words, kept
from tests.certificates.paper.samples import a_paper


def refused():
    """What a child says of a letter in no font, as the service raises it."""
    with Press() as press:
        try:
            press.print(a_paper(name_th="ก\u4e2d"))
        except GlyphMissing as refusal:
            return CannotBePrinted(detail=told(refusal))
    raise AssertionError("printed")


def test_the_child_says_it_in_words_that_are_translated_where_they_are_shown():
    refusal = refused()
    stored = kept(refusal)
    with translation.override("en"):
        assert str(refusal.facts["detail"]) == "Name: the typeface has no U+4E2D"
        assert in_words(stored) == str(refusal)
    with translation.override("th"):
        said = in_words(stored)
        assert (str(refusal), "Name" in said) == (said, False)
        assert str(Told("Name")) in said
        assert "พิมพ์" in said


def test_facts_within_facts_are_kept_and_told():
    inner = Told("%(line)s of %(most)s", {"line": Told("Name"), "most": 3})
    stored = kept(CannotBePrinted(detail=inner))
    assert stored["facts"]["detail"]["facts"]["line"] == {"words": "Name", "facts": {}}
    with translation.override("en"):
        assert "Name of 3" in in_words(stored)


def test_a_child_that_was_taken_over_can_say_nothing_that_breaks_the_parent():
    fine = TaskRefused("%(line)s: %(count)s", line="x", count=3)
    assert read_refusal(refusal_to_json(fine)) == (
        "TaskRefused",
        "%(line)s: %(count)s",
        {"line": "x", "count": 3},
    )
    for answer in (
        b'{"refusal": "X", "words": "%(a)s", "facts": {"b": 1}}',
        b'{"refusal": "X", "words": "%d", "facts": {"b": "c"}}',
        b'{"refusal": "X", "words": "%(b)d", "facts": {"b": "c"}}',
        b'{"refusal": "X", "words": "x", "facts": [1]}',
        b'{"refusal": "X", "words": "x"}',
        b"[]",
    ):
        assert read_refusal(answer) is None, answer
    assert TaskRefused("100 %").detail == "100 %"
