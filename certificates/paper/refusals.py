"""Why a paper was not made. Every reason names a slot or a letter, never a person."""

from core.paper.refusals import AssetMissing, FontMissing, LayoutBroken, PaperRefused


def marked(words: str) -> str:
    """Mark words to be translated by whoever shows them; the child that prints has no settings to translate with."""
    return words


class FactsInvalid(PaperRefused):
    """A fact is missing, contradicts another, or is of the wrong kind."""


class TemplateInvalid(PaperRefused):
    """A template lacks something that a paper needs, or holds something that no paper may.

    `words` and `facts` say the same as `detail`, for the reader's own language.
    """

    def __init__(self, words: str, kind: str = "", **facts: object) -> None:
        super().__init__(words % facts if facts else words, kind)
        self.words, self.facts = words, facts


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


def refusal_named(name: str, detail: str) -> PaperRefused:
    """The refusal that the printing process named; anything unexpected counts as its failure."""
    return _FROM_CHILD.get(name, PrintingFailed)(detail)
