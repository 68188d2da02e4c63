"""An invented province for `bench.search`, written in bulk: who is in it is said there."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, User
from bench.names import family_name, given_name, openings
from core import crypto
from core.identity import format_citizen_id, reserved_citizen_id
from core.paging import keyset_page
from core.text import to_thai_digits
from enrollment.enums import (
    BarrierKind,
    CaseType,
    EnrollmentState,
    Grade,
    IdentifierKind,
    Reason,
    ReferralState,
)
from enrollment.models import Barrier, Enrollment, Graduate, Guardian, Identifier, Referral
from enrollment.queries.finding import BY_NAME
from enrollment.services.people import name_keys
from tests.conftest import account_of
from tests.factories.agencies import AgencyFactory, CenterFactory, SchoolFactory
from tests.factories.training import RunFactory

AT_ONCE = 2_000
SEATS = 1_000  # of one run
START = datetime(2026, 5, 18, 9, tzinfo=timezone.get_default_timezone())
ROLES = {"staff": Role.STAFF, "office": Role.COUNSELOR, "counselor": Role.COUNSELOR}


def fill(people: int, schools: int, office_sees: int, counselor_sees: int, romanized: float) -> None:
    """Write everything, a bundle a transaction; the same arguments always write the same people."""
    luck = random.Random(1)
    center, office = CenterFactory(), AgencyFactory(kind="area_office", name_th="สำนักงานเขตพื้นที่การศึกษา")
    others = [SchoolFactory() for _ in range(schools)]
    for name, agency in (("staff", center), ("office", office), ("counselor", others[0])):
        account_of(agency, ROLES[name], username=name)
    runs = [RunFactory(center=center, seats=SEATS) for _ in range(-(-people // 10 // SEATS))]
    for numbers in bundles(range(people)):
        rows = [_person(luck, n, romanized) for n in numbers]
        for n, row in zip(numbers, rows, strict=True):
            small = n < counselor_sees
            row.school = others[0] if small else others[1 + n % (schools - 1)]
            of_office = counselor_sees <= n < counselor_sees + office_sees
            row.registered_by = office if of_office else center if n % 5 < 3 else row.school
        Graduate.objects.bulk_create(rows)
        _around(luck, numbers, rows, center, runs)


def bundles(numbers: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while bundle := list(islice(rest, AT_ONCE)):
        yield bundle


def _person(luck: random.Random, n: int, romanized: float) -> Graduate:
    given, given_en = given_name(luck, n % 2 == 0, openings(luck))
    family, family_en = family_name(luck)
    name_en = f"{given_en} {family_en}" if luck.random() < romanized else ""
    return Graduate(
        id=uuid.UUID(int=luck.getrandbits(128), version=4),
        prefix="นางสาว" if n % 2 == 0 else "นาย",
        given_name=given,
        family_name=family,
        name_en=name_en,
        **name_keys(given, family, name_en),
        birth_date=date(2010, 5, 17) + timedelta(days=luck.randrange(700)),
        case_type=luck.choice(CaseType.values),
        grade=luck.choice([Grade.SECONDARY_1, Grade.SECONDARY_2, *[Grade.SECONDARY_3] * 8]),
        academic_year=2569 - luck.randrange(3),
        reasons=luck.sample(Reason.values, 1 + luck.randrange(2)),
        phone=f"08{luck.randrange(10**8):08}" if luck.random() < 0.8 else "",
        address=f"{luck.randrange(300)} หมู่ {luck.randrange(12)}",
        registered_at=START + timedelta(minutes=n % 200_000),
    )


def _around(
    luck: random.Random, numbers: list[int], rows: list[Graduate], center: Agency, runs: list[Any]
) -> None:
    """Numbers, guardians, barriers, referrals and seats."""
    pairs = list(zip(numbers, rows, strict=True))
    Identifier.objects.bulk_create(_number(n, row) for n, row in pairs if n % 50)
    Guardian.objects.bulk_create(Guardian(graduate=row, name=f"นาง{row.given_name}") for _, row in pairs)
    Barrier.objects.bulk_create(
        Barrier(graduate=row, kind=kind, holds=True, seen_on=START.date())
        for _, row in pairs
        for kind, share in ((BarrierKind.POVERTY, 0.3), (BarrierKind.DISABILITY, 0.03))
        if luck.random() < share
    )
    Referral.objects.bulk_create(
        Referral(
            graduate=row,
            from_agency=row.school,
            to_agency=center,
            basis="consent",
            state=luck.choice([ReferralState.SENT, ReferralState.ACCEPTED]),
            sent_at=row.registered_at,
        )
        for n, row in pairs
        if n % 5 >= 3 or row.registered_by_id != center.pk
    )
    states = [EnrollmentState.COMPLETED, EnrollmentState.TRAINING]
    Enrollment.objects.bulk_create(
        Enrollment(
            graduate=row,
            run=runs[n // 10 // SEATS],
            seat_number=n // 10 % SEATS + 1,
            seat_limit=SEATS,
            state=states[n % 20 == 0],
            enrolled_at=row.registered_at,
        )
        for n, row in pairs
        if n % 10 == 0
    )


def _number(n: int, row: Graduate) -> Identifier:
    """A number that belongs to nobody."""
    value, kind = reserved_citizen_id(n), IdentifierKind.CITIZEN
    number = Identifier(
        graduate=row,
        kind=kind,
        lookup=crypto.lookup(kind, value),
        masked=f"x-xxxx-xxxxx-{value[10:12]}-{value[12]}",
        valid_from=START.date(),
    )
    number.sealed = crypto.seal(value.encode(), place=number.place)
    return number


def cast() -> dict[str, Any]:
    """Who asks, and what for."""
    accounts = {name: User.objects.get(username=name) for name in ROLES}
    seen = {name: _some_of(user) for name, user in accounts.items()}
    names = Graduate.objects.filter(pk__in=seen["staff"]).values_list("given_name", "family_name")
    forms = (str, format_citizen_id, to_thai_digits)
    numbers = {
        name: [forms[k % 3](value) for k, value in enumerate(_numbers_of(keys))]
        for name, keys in seen.items()
    }
    row = Graduate.objects.order_by(*BY_NAME)[min(50_000, Graduate.objects.count() // 2)]
    deep = keyset_page(Graduate.objects.filter(sort_key__gte=row.sort_key), BY_NAME).following
    return {
        **accounts,
        "seen": seen,
        "names": [" ".join(name) for name in names],
        "numbers": numbers,
        "deep": deep,
    }


def _some_of(user: User) -> list[uuid.UUID]:
    keys = [key for (key,) in Graduate.objects.keys_visible_to(user)[:3_000]]
    return sorted(keys)[:10]


def _numbers_of(keys: list[uuid.UUID]) -> list[str]:
    """The numbers that belong to these people, told by trying: which number is whose is not kept in the open."""
    hashes = set(Identifier.objects.filter(graduate__in=keys).values_list("lookup", flat=True))
    tried = (reserved_citizen_id(n) for n in range(Identifier.objects.count() * 2))
    found = (value for value in tried if crypto.lookup(IdentifierKind.CITIZEN, value) in hashes)
    return list(islice(found, len(hashes)))
