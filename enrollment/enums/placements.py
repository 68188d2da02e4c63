"""Closed lists about postponed tests and the placement in a firm."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostponeGround(models.TextChoices):
    """Why a test may be put off: the notice of clause 22 was kept, or what stands in its place."""

    NOTICE = "notice", _("Told in time")
    AGREED = "agreed", _("Everyone concerned agreed")
    CAUSE = "cause", _("Something beyond anybody's control")


class Hazard(models.TextChoices):
    """Work that the Labour Protection Act keeps from children (section 49); values as in `training.rules`."""

    METAL = "metal", _("Smelting, casting, rolling or stamping metal")
    HEAT_NOISE = "heat_noise", _("Harmful heat, cold, vibration, noise or light")
    CHEMICALS = "chemicals", _("Dangerous chemicals")
    GERMS = "germs", _("Dangerous germs")
    EXPLOSIVES = "explosives", _("Poisonous, explosive or inflammable substances")
    LIFTING_GEAR = "lifting_gear", _("Driving a forklift or crane")
    POWER_SAW = "power_saw", _("Electric or motor saws")
    UNDERGROUND = "underground", _("Underground, under water, in caves or shafts")
    RADIATION = "radiation", _("Radioactivity")
    MOVING_MACHINES = "moving_machines", _("Cleaning machines or engines while they run")
    HEIGHTS = "heights", _("Scaffolding 10 metres or more above the ground")
