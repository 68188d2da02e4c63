"""Why a paper was not made. Every reason names a slot or a letter, never a person."""

import json


class PaperRefused(Exception):
    """The paper cannot be made from these facts; `detail` says why and what to do."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class FactsInvalid(PaperRefused):
    """A fact is missing, contradicts another, or is of the wrong kind."""


class FontMissing(PaperRefused):
    """The typeface of the certificate has not been built, or another one was used."""


class GlyphMissing(PaperRefused):
    """A letter is not in the typeface, or could not be read back from the paper."""


class LineTooLong(PaperRefused):
    """A line does not fit, even in its smallest size."""


class NameTooLong(LineTooLong):
    """The person's name does not fit, even in its smallest size."""


class LayoutBroken(PaperRefused):
    """The page did not come out as one page with all its parts."""


class AssetMissing(PaperRefused):
    """The template asked for something that is not the project's own."""


class PrintingFailed(PaperRefused):
    """The press did not deliver: it hung, died, or broke down."""


_FROM_CHILD: dict[str, type[PaperRefused]] = {
    kind.__name__: kind
    for kind in (
        FactsInvalid,
        FontMissing,
        GlyphMissing,
        LineTooLong,
        NameTooLong,
        LayoutBroken,
        AssetMissing,
    )
}


def refusal_to_json(refusal: PaperRefused) -> bytes:
    """The refusal as the printing process sends it to its parent."""
    return json.dumps({"refusal": type(refusal).__name__, "detail": refusal.detail}).encode()


def refusal_from_json(text: bytes) -> PaperRefused:
    """The refusal that the printing process named; anything unexpected counts as its failure."""
    try:
        words = json.loads(text)
        return _FROM_CHILD[words["refusal"]](str(words["detail"]))
    except (ValueError, KeyError, TypeError):
        return PrintingFailed("the printing process gave no readable answer")
