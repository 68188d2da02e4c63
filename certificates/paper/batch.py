"""Prints papers one after the other: the first few of a kind are laid out, the others come from a plate.

What a plate cannot place (another script, a letter that its fonts lack, a page that behaves otherwise) is laid out like
the first. Which of the two ways a paper went cannot be seen on it.
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from certificates.paper.cutting import PERSONAL, cut
from certificates.paper.facts import CertificateFacts
from certificates.paper.fitting import fit
from certificates.paper.plate import Person, Plate
from certificates.paper.render import page_of, print_page
from certificates.paper.shaping import Unplaceable
from certificates.paper.template import STANDARD, PaperTemplate

PAYS_FROM = 3  # papers of a kind: to cut a plate takes as long as to lay out some three
MOST_PLATES = 64  # of some 150 kB
MOST_KINDS = 1000  # counted at a time
COMMON = tuple(field.name for field in fields(CertificateFacts) if field.name not in PERSONAL)
Kind = tuple[Any, ...]


def print_paper(facts: CertificateFacts, template: PaperTemplate = STANDARD) -> bytes:
    """The PDF of one certificate; raises a PaperRefused that says what is wrong with facts, template or set-up."""
    fitted = fit(facts, template)
    try:
        return _plates.of_kind(facts, template, fitted.sizes).print(Person.of(facts, fitted.lines))
    except Unplaceable:
        return print_page(page_of(facts, template, fitted), fitted.sizes, facts, template)


class Plates:
    """The plates of a process, and how often a kind was asked for that has none yet."""

    def __init__(self) -> None:
        self._asked: Counter[Kind] = Counter()
        self._cut: OrderedDict[Kind, Plate | None] = OrderedDict()

    def of_kind(self, facts: CertificateFacts, template: PaperTemplate, sizes: Mapping[str, float]) -> Plate:
        """The plate for papers like this one, in lines of these sizes; raises Unplaceable where there is none."""
        if facts.topics:
            raise Unplaceable("a list of topics")  # whose scores nobody else has
        common = (getattr(facts, name) for name in COMMON)
        kind = (template, *common, len(facts.verify_url), *sizes.items())
        if kind not in self._cut and self._pays(kind):
            self._cut[kind] = _cut_or_none(facts, template, sizes)
        plate = self._cut.get(kind)
        if plate is None:
            raise Unplaceable("no plate of this kind")
        self._cut.move_to_end(kind)
        if len(self._cut) > MOST_PLATES:
            self._cut.popitem(last=False)
        return plate

    def _pays(self, kind: Kind) -> bool:
        """Whether enough of a kind were asked for; counting begins anew when there are too many kinds."""
        if len(self._asked) > MOST_KINDS:
            self._asked.clear()
        self._asked[kind] += 1
        return self._asked[kind] >= PAYS_FROM


def _cut_or_none(
    facts: CertificateFacts, template: PaperTemplate, sizes: Mapping[str, float]
) -> Plate | None:
    try:
        return cut(facts, template, sizes)
    except Unplaceable:
        return None


_plates = Plates()
