"""How large the province of the story is: the demo's own size, and a small one that a test can afford."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunPlan:
    """One planned run: the course's code and the week of its first Monday, counted from the term's first."""

    course: str
    week: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of schools and people, the runs of both terms, and seconds for each timetable."""

    secondary_schools: int  # each with a counsellor and a file of its own
    primary_schools: int  # their leavers come in files of the area offices
    leavers: int  # of this year
    finished: int  # people of the cohort that has finished
    past_runs: tuple[RunPlan, ...]
    runs: tuple[RunPlan, ...]
    files_waiting: int  # lists of this year that their senders have not confirmed yet
    solver_seconds: int


FULL = Scale(
    secondary_schools=12,
    primary_schools=28,
    leavers=600,
    finished=60,
    past_runs=(RunPlan("SUP-BAKERY"), RunPlan("SUP-ELEC"), RunPlan("SUP-BARBER"), RunPlan("SUP-FARM")),
    runs=(
        *(
            RunPlan(code)
            for code in ("PRE-WELD", "PRE-MOTO", "PRE-ELEC", "PRE-COOK", "PRE-SEW", "PRE-OFFICE")
        ),
        *(RunPlan(code) for code in ("SUP-BARBER", "SUP-PHONE")),
        *(RunPlan(code, 2) for code in ("SUP-WOOD", "SUP-BAKERY", "UPG-TIG")),
        *(RunPlan(code, 4) for code in ("SUP-COFFEE", "SUP-PLUMB")),
        *(RunPlan(code, 10) for code in ("PRE-COOL", "SUP-EMOTO", "SUP-FARM", "SUP-WEAVE")),
        *(RunPlan(code, 12) for code in ("SUP-ELEC", "SUP-SWEETS", "SUP-DRONE", "SUP-MASSAGE")),
        *(RunPlan(code, 14) for code in ("SUP-BARBER", "SUP-BAKERY")),
    ),
    files_waiting=2,
    solver_seconds=10,
)
SMALL = Scale(
    secondary_schools=2,
    primary_schools=2,
    leavers=60,
    finished=9,
    past_runs=(RunPlan("SUP-BARBER"),),
    runs=(RunPlan("PRE-SEW"), RunPlan("SUP-BARBER"), RunPlan("SUP-DRONE", 2)),
    files_waiting=1,
    solver_seconds=2,
)
