"""The papers that the product comes with, by kind, and what a centre's own template begins with."""

from dataclasses import replace

from certificates.paper.facts import PaperKind
from certificates.paper.template import (
    CORNER,
    GOLD,
    NAVY,
    PREPRINTED,
    STANDARD,
    Box,
    Frame,
    PaperTemplate,
    lines_of_slots,
)

# The transcript that the product comes with: a small head, the list of topics, and the rest as on a certificate. Plain
# lines around it: each cell of the list is tagged, and with the woven border a long list would exceed 120 kB.
_LEFT, _RIGHT = {"left": 46, "width": 100, "align": "left"}, {"left": 150, "width": 122, "align": "left"}
TRANSCRIPT = replace(
    STANDARD,
    lines=(
        *lines_of_slots(
            ("number_th", 23, 4.6, 10, 7),
            ("number_en", 27.6, 3.6, 8, 6),
            ("replaces_th", 31.2, 3.6, 8, 6),
            ("replaces_en", 34.8, 3, 6.5, 5),
            **CORNER,
        ),
        *lines_of_slots(
            ("center_th", 23, 5.6, 13, 8, {"style": "SemiBold", "color": NAVY}),
            ("center_en", 28.6, 3.8, 8.5, 6),
            ("title_th", 32.6, 9.6, 21, 14, {"style": "Bold", "color": NAVY}),
            ("title_en", 42.2, 4.2, 9, 6, {"style": "SemiBold", "color": GOLD}),
            **_LEFT | {"width": 160},
        ),
        *lines_of_slots(
            ("name_th", 47.4, 7.4, 15, 9, {"style": "Bold", "color": NAVY}),
            ("name_en", 54.8, 4.2, 9, 6),
            **_LEFT | {"left": 25, "width": 121},
        ),
        *lines_of_slots(
            ("course_th", 47.4, 7.4, 13, 7, {"style": "SemiBold"}),
            ("course_en", 54.8, 4.2, 9, 5.5),
            **_RIGHT,
        ),
        *lines_of_slots(
            ("details_th", 59.2, 4.8, 10, 7, {"align": "left"}),
            ("details_en", 64, 3.4, 7.5, 5, {"align": "left"}),
            ("total_th", 138.6, 5, 10.5, 7, {"aside": "{total_en}", "style": "SemiBold"}),
            ("given_th", 144.4, 5.4, 11, 8, {"aside": "{given_en}"}),
            left=25, width=247,
        ),
        *(line for line in STANDARD.lines if line.top > 150),
    ),
    frame=Frame.RULES,
    watermark=False,  # figures are read on plain paper
    emblem_place=Box(24.5, 23.5, 18, 18),
    table=Box(25, 67.6, 247, 70.4),
)  # fmt: skip
PREPRINTED_TRANSCRIPT = replace(TRANSCRIPT, frame=Frame.NONE, watermark=False, emblem="", rules=())


def standard_for(kind: PaperKind, *, preprinted: bool = False) -> PaperTemplate:
    """How a paper of this kind looks where a centre has no template of its own; or words only, for printed forms."""
    if kind.is_transcript:
        return PREPRINTED_TRANSCRIPT if preprinted else TRANSCRIPT
    return PREPRINTED if preprinted else STANDARD
