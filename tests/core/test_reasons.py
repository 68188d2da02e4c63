import pytest
from django import forms
from django.utils import translation

from core.reasons import MOST, ReasonField, ReasonTooLong, ReasonTurned, reason_in, said

NOTHING = [
    "",
    "  \t\n",
    "\u200b",
    "\u200b\u200d \u2060",
    "\ufeff",
    "\u00ad",
    "\u00a0",
    "\u2800",
    "\u3164",
    "\u034f\ufe0f",
    "\u0e48",
]


class Form(forms.Form):
    reason = ReasonField(max_length=MOST)


@pytest.mark.parametrize("text", NOTHING, ids=ascii)
def test_what_cannot_be_seen_is_no_reason(text):
    assert said(text) == reason_in(text) == ""
    assert Form({"reason": text}).errors.as_data()["reason"][0].code == "required"


@pytest.mark.parametrize("text", ["ป่วย", "๑", "x", "–", "👍", "สะกด\u200bชื่อผิด"], ids=ascii)
def test_a_reason_is_kept_as_it_was_given_without_the_space_around_it(text):
    assert said(f"  {text}\n") == reason_in(f"  {text}\n") == text
    form = Form({"reason": f" {text} "})
    assert form.is_valid()
    assert form.cleaned_data == {"reason": text}


def test_a_reason_that_is_too_long_is_refused_whole():
    assert reason_in("ก" * MOST) == "ก" * MOST
    with pytest.raises(ReasonTooLong):
        reason_in("ก" * (MOST + 1))


@pytest.mark.parametrize("turning", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ids=ascii)
def test_a_reason_that_can_be_read_backwards_is_refused_with_what_to_do(turning):
    text = f"อนุมัติ{turning}500 บาท"
    for clean in (said, reason_in):
        with pytest.raises(ReasonTurned):
            clean(text)
    (error,) = Form({"reason": text}).errors.as_data()["reason"]
    assert error.code == "ReasonTurned"
    with translation.override("en"):
        (words,) = Form({"reason": text}).errors["reason"]
    assert words.endswith("be read backwards. Type the text again instead of pasting it.")


def test_marks_that_stand_beside_right_to_left_letters_turn_nothing():
    assert said("กลุ่ม\u200e א\u200f") == "กลุ่ม\u200e א\u200f"
