"""Why a paper was not made. Every reason names a slot or a letter, never a person."""

from core.guarded.refusals import Said, marked
from core.paper.refusals import AssetMissing, FontMissing, LayoutBroken, PaperRefused

__all__ = [
    "AssetMissing", "FactsInvalid", "FontMissing", "GlyphMissing", "LayoutBroken", "LineTooLong", "NameTooLong",
    "PaperRefused", "PrintingFailed", "TemplateInvalid", "marked", "refusal_named",
]  # fmt: skip


class FactsInvalid(PaperRefused):
    """A fact is missing, contradicts another, or is of the wrong kind."""


class TemplateInvalid(PaperRefused):
    """A template lacks something that a paper needs, or holds something that no paper may."""


class GlyphMissing(PaperRefused):
    """A letter is not in the typeface, or could not be read back from the paper."""


class LineTooLong(PaperRefused):
    """A line does not fit, even in its smallest size."""


class NameTooLong(LineTooLong):
    """The person's name does not fit, even in its smallest size."""


class PrintingFailed(PaperRefused):
    """The press did not deliver: it hung, died, or broke down."""


_FROM_CHILD: dict[str, type[PaperRefused]] = {
    kind.__name__: kind
    for kind in (
        FactsInvalid,
        TemplateInvalid,
        FontMissing,
        GlyphMissing,
        LineTooLong,
        NameTooLong,
        LayoutBroken,
        AssetMissing,
    )
}


def refusal_named(said: Said) -> PaperRefused:
    """The refusal that the printing process named; anything unexpected counts as its failure."""
    return _FROM_CHILD.get(said.name, PrintingFailed)(said.words, **said.facts)
