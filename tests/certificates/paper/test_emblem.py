"""An uploaded emblem: plain shapes are taken, everything that could do something is refused."""

from dataclasses import replace

import pytest

from certificates.paper.emblem import clean, placed
from certificates.paper.refusals import TemplateInvalid
from certificates.paper.render import render_pdf
from certificates.paper.template import STANDARD
from tests.certificates.paper.samples import a_paper
from tests.certificates.paper.test_archive import PROFILES, failures

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"'
)
GOOD = f"""<?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->
{HEAD} id="x" version="1.1"><title>ตรา</title><metadata><a>kept nowhere</a></metadata><defs/>
<g transform="translate(1,1)" style="fill:#123456;stroke : none"><circle cx="4" cy="4" r="4"/><path d="M0 0L8 8Z" fill="gold"/></g>
</svg>"""

HOSTILE = [
    f"{HEAD}><script>alert(1)</script><path d='M0 0'/></svg>",
    f"{HEAD}><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script><path d='M0 0'/></svg>",
    f"{HEAD} onload='alert(1)'><path d='M0 0'/></svg>",
    f"{HEAD}><path d='M0 0' onclick='alert(1)'/></svg>",
    f"{HEAD}><a xlink:href='javascript:alert(1)'><path d='M0 0'/></a></svg>",
    f"{HEAD}><image href='http://127.0.0.1:9/x'/></svg>",
    f"{HEAD}><image xlink:href='file:///etc/passwd'/></svg>",
    f"{HEAD}><use href='file:///etc/passwd#a'/></svg>",
    f"{HEAD}><style>@import url(http://127.0.0.1:9/x)</style><path d='M0 0'/></svg>",
    f"{HEAD}><path d='M0 0' fill='url(http://127.0.0.1:9/x)'/></svg>",
    f"{HEAD}><path d='M0 0' style='fill:url(#x)'/></svg>",
    f"{HEAD}><foreignObject><p>x</p></foreignObject></svg>",
    f"{HEAD}><text>x</text></svg>",
    f"{HEAD}><animate attributeName='x'/><path d='M0 0'/></svg>",
    f"{HEAD}><filter id='x'/><path d='M0 0'/></svg>",
    f"{HEAD}><path d='M0 0' opacity='0.5'/></svg>",
    f"<!DOCTYPE svg [<!ENTITY a 'x'>]>{HEAD}><path d='M0 0'/></svg>",
    f"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'>{HEAD}><path d='M0 0'/></svg>",
    f"{HEAD}>{'<g>' * 30}<path d='M0 0'/>{'</g>' * 30}</svg>",
    f"{HEAD}><path d='{'M0 0' * 10_001}'/></svg>",
    f"{HEAD}></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>",
    "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
    "<html><body/></html>",
    "not xml",
    "",
]


@pytest.mark.parametrize("drawing", HOSTILE)
def test_a_drawing_that_holds_more_than_shapes_is_refused(drawing):
    with pytest.raises(TemplateInvalid):
        clean(drawing)


NO_MEASURES = [
    "<path d='M0 0L1e999 1'/>",
    "<path d='M0 0L1e7 1'/>",
    "<path d='M0 0X1 1'/>",
    "<path d=''/>",
    "<path d='M0 0' transform='rotate(nan)'/>",
    "<path d='M0 0' transform='perspective(1)'/>",
    "<path d='M0 0' style='stroke-width:abc'/>",
    "<rect width='nan' height='1'/>",
    "<rect width='%' height='1'/>",
    "<rect width='1e5e' height='1'/>",
    "<polygon points='0,0 inf,1'/>",
]
NO_BOXES = ["0 0 0 0", "0 0 . .", "0 0 1.2.3 5", f"0 0 {'9' * 400} 5", "1e9 0 5 5", "0 0 -5 5", "0 0 1e-9 5"]


@pytest.mark.parametrize("shape", NO_MEASURES)
def test_what_would_be_no_number_in_the_finished_file_is_refused(shape):
    with pytest.raises(TemplateInvalid, match="not a plain shape"):
        clean(f"{HEAD}>{shape}</svg>")


@pytest.mark.parametrize("box", NO_BOXES)
def test_a_drawing_without_a_sensible_size_is_refused(box):
    with pytest.raises(TemplateInvalid, match="how large"):
        clean(HEAD.replace("0 0 10 10", box) + "><path d='M0 0'/></svg>")


def test_numbers_as_drawing_programs_write_them_are_taken():
    drawing = (
        f"{HEAD}><path d='m.5-.5L1e-3 2E+2a1 1 0 01.5.5zM3,4h5' transform='matrix(1 0 0 1 -5 .3), skewX(3)'/>"
        "<rect width='100%' height='5mm' rx='.5' stroke-width='.2px'/><polyline points='0,0 5-5 1.5.5'/></svg>"
    )
    made = clean(drawing)
    assert "m.5-.5L1e-3 2E+2a1 1 0 01.5.5zM3,4h5" in made
    assert "100%" in made
    assert clean(made) == made
    sized = clean(HEAD.replace("viewBox", "x") + " width='20.5mm' height='30'><path d='M0 0'/></svg>")
    assert 'viewBox="0 0 20.5 30"' in sized


def test_shapes_and_their_paint_are_taken_and_nothing_else():
    made = clean(GOOD)
    assert made == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
        '<g fill="#123456" stroke="none" transform="translate(1,1)">'
        '<circle cx="4" cy="4" r="4"></circle><path d="M0 0L8 8Z" fill="gold"></path></g></svg>'
    )
    assert clean(made) == made
    assert placed(made, 1, 2, 3).startswith('<svg x="1" y="2" width="3" height="3" xmlns=')


def test_what_says_nothing_of_a_shape_is_left_behind():
    made = clean(f"{HEAD}><path d='M0 0' style='background:expression(1);fill:red' data-x='1'/></svg>")
    assert made.endswith('<path d="M0 0" fill="red"></path></svg>')


def test_a_template_takes_a_clean_emblem_only():
    assert replace(STANDARD, emblem=clean(GOOD))
    with pytest.raises(TemplateInvalid):
        replace(STANDARD, emblem=GOOD)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_paper_with_an_own_emblem_conforms_and_differs(profile):
    pdf = render_pdf(a_paper(), replace(STANDARD, emblem=clean(GOOD)))
    assert failures(pdf, profile) == []
    assert pdf != render_pdf(a_paper(), replace(STANDARD, emblem=""))
