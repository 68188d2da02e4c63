"""What is seen before somebody enters a run, what the director lets them off, and the steps of discipline."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryItem(models.TextChoices):
    """What is asked before the training (clauses 7, 8, 42, 43, 50, 51). Yes or no; never what the paper says."""

    IDENTITY = "identity", _("Identity paper")
    EDUCATION = "education", _("Proof of education")
    HEALTH = "health", _("Health allows the training")
    DRUG_FREE = "drug_free", _("Free of drugs")
    NO_CONTAGION = "no_contagion", _("No contagious disease")


HEALTH_ITEMS = (EntryItem.HEALTH, EntryItem.DRUG_FREE, EntryItem.NO_CONTAGION)


class OverrideState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for the second person")
    APPROVED = "approved", _("Relaxed")
    REFUSED = "refused", _("Not relaxed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConductStep(models.TextChoices):
    """Steps of discipline in order (clause 14), and what ends the training at once (clause 21)."""

    WARNING = "warning", _("Warning")
    PROBATION = "probation", _("Probation")
    DISMISSAL = "dismissal", _("Dismissal")
    CHEATING = "cheating", _("Cheated in an assessment")
