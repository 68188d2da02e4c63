"""Whatever people write in sentences is shown or printed as it was written: no box lets text in that turns around."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

LISTS = {"lines"}  # pasted tables: their readers clean each cell


def forms_below(kind):
    for form in kind.__subclasses__():
        yield form
        yield from forms_below(form)


def boxes():
    """Every field of several lines, of every form that a page can show, by name."""
    assert get_resolver().url_patterns  # the views, and with them the forms, are loaded
    for form in {*forms_below(forms.Form)}:
        if form.__module__.split(".")[0] in ("allauth", "django", "tests"):
            continue
        for name, field in form.base_fields.items():
            if isinstance(field.widget, forms.Textarea) and name not in LISTS:
                yield f"{form.__name__}.{name}", field


BOXES = dict(boxes())


def test_boxes_are_found():
    assert {"VisitForm.findings", "MemorandumForm.scope", "ReferForm.note"} <= BOXES.keys()


@pytest.mark.parametrize("name", sorted(BOXES))
def test_no_box_of_several_lines_takes_text_that_is_read_backwards(name):
    with pytest.raises(ValidationError) as refused:
        BOXES[name].clean("ก\u202eข")
    assert refused.value.code == "ReasonTurned"
