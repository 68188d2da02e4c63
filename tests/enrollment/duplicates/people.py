"""A small register to compare in: what is common and what is rare must be known before two people are alike."""

from dataclasses import replace

from bench.province import invent
from enrollment.duplicates import FEMALE, Born, Record

CROWD = invent(300, seed=7).records
ANONG = Record(
    key="a",
    given="อนงค์นาถ",
    family="ศรีวิไลเลิศ",
    sex=FEMALE,
    born=Born(2011, 3, 9),
    citizen="0000000000019",
    school="S1",
    guardian="นายบุญมา ศรีวิไลเลิศ",
    phone="081-234-5678",
    place="P3",
)


def again(**differing):
    """Her second record, without the number that the wall would have refused."""
    return replace(ANONG, **{"key": "b", "citizen": ""} | differing)
