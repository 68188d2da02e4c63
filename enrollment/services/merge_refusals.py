"""Why two records are not made one, or one not two again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused


class SameRecord(Refused):
    sentence = _("A record cannot be merged with itself.")


class AlreadyMerged(Refused):
    """One of the two was merged into another record, or erased, before this merge."""

    sentence = _("One of the two records has been merged or erased meanwhile.")
    remedy = _("Open the person again: the link leads to the record that stands now.")


class ChangedSinceCompared(Refused):
    sentence = _("One of the two records was changed after you opened the comparison.")
    remedy = _("Look at the two records again, then merge.")


class CannotMerge(Refused):
    """Something that may exist once is there twice; `obstacles` are refusals of their own, each with its remedy."""

    sentence = _("These records cannot be merged yet: %(reasons)s")

    def __init__(self, obstacles: list[Refused]) -> None:
        super().__init__(reasons=" ".join(map(str, obstacles)))
        self.obstacles = obstacles


class MergedOn(Refused):
    sentence = _("The record that was kept has itself been merged into another one since.")
    remedy = _("Undo that merge first.")


class AlreadyUndone(Refused):
    sentence = _("This merge has been undone already.")


class FactsChangedSince(Refused):
    sentence = _("After the merge somebody changed what the merge had decided: %(fields)s.")
    remedy = _("Set these back to what they were after the merge, then undo it.")

    def __init__(self, names: list[str]) -> None:
        super().__init__(fields=", ".join(names))
        self.names = names


class RowsGoneSince(Refused):
    sentence = _("Something that came with the merged record has been removed since: %(kinds)s.")
    remedy = _("It cannot be given back, so the merge stays. Register the other person anew.")


class OneOutOfSight(Refused):
    sentence = _("Of the two people that an undo would bring back, you may not see both.")
    remedy = _("Ask an agency that works with both, or the agency that registered the other one.")


class SnapshotGone(Refused):
    sentence = _("What the two records were before has been erased.")
    remedy = _("The merge stays.")
