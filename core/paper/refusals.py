"""Why a paper was not made. Every reason names a slot or a letter, never a person."""

from core.guarded.refusals import TaskRefused


class PaperRefused(TaskRefused):
    """The paper cannot be made from these facts; `detail` says why and what to do."""


class FontMissing(PaperRefused):
    """The typeface of the papers has not been built, or another one was used."""


class LayoutBroken(PaperRefused):
    """The page did not come out as it must, with all its parts."""


class AssetMissing(PaperRefused):
    """The template asked for something that is not the project's own."""
