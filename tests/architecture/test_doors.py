"""Every URL states who may enter, and lets in nobody else; each answer carries the headers that keep a browser in order."""

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from rest_framework.permissions import AllowAny, IsAuthenticated

from agencies.enums import Role
from core.api.permissions import DeniedUnlessStated
from core.policy import public, signed_in
from tests.architecture.guarding import unguarded
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory, CenterFactory, SchoolFactory
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import TrainerFactory

# Pages of the sign-in library: it guards them itself (sign-up is closed, e-mail and phone are not used).
LIBRARY = ("account_", "mfa_", "socialaccount_", "usersessions_")
SAMPLES = {
    "pk": 987654,
    "person": uuid.UUID(int=7),
    "number": 1,
    "attempt": 2,
    "center": 987656,
    "fiscal_year": 2569,
    "signed": "ABCDEFG",
    "code": "NOSUCHCODE",
    "sheet": "x",
    "rule": "placement_start",
    "other": 987655,
    "step": "open",
}


def doors(patterns=None, prefix="", namespace=()):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from doors(entry.url_patterns, route, (*namespace, entry.namespace))
        elif isinstance(entry, URLPattern):
            yield entry, route


OWN_DOORS = [
    pytest.param(entry, id=entry.name or route)
    for entry, route in doors()
    if not (entry.name or "").startswith(LIBRARY)
]
ALL_DOORS = [door.values[0] for door in OWN_DOORS]


def policy_of(entry):
    view = entry.callback
    if hasattr(view, "cls"):
        classes = (
            view.cls.permission_classes
            if not view.initkwargs.get("permission_classes")
            else view.initkwargs["permission_classes"]
        )
        (stated,) = classes
        return {AllowAny: public, IsAuthenticated: signed_in}.get(stated) or getattr(stated, "policy", None)
    return getattr(view, "policy", None)


def address_of(entry):
    if isinstance(entry.pattern, RegexPattern):
        return reverse(entry.name, kwargs={name: SAMPLES[name] for name in entry.pattern.regex.groupindex})
    values = {}
    for name, converter in entry.pattern.converters.items():
        sample = SAMPLES.get(name, "1")
        values[name] = uuid.UUID(int=7) if type(converter).__name__ == "UUIDConverter" else sample
    return reverse(entry.name, kwargs=values)


@pytest.mark.parametrize("entry", OWN_DOORS)
def test_every_door_states_its_policy(entry):
    assert policy_of(entry) is not None, f"{entry.pattern} states no policy"


def test_an_api_view_that_states_nothing_answers_nobody(rf):
    assert DeniedUnlessStated().has_permission(rf.get("/"), None) is False


@pytest.fixture
def cast(db):
    center = CenterFactory()
    trainer, trainee, nobody = AccountFactory(), AccountFactory(), AccountFactory()
    TrainerFactory(center=center, user=trainer)
    GraduateFactory(user=trainee)
    return {
        "staff": account_of(center, Role.STAFF),
        "head": account_of(center, Role.HEAD),
        "counselor": account_of(SchoolFactory(), Role.COUNSELOR),
        "officer": account_of(CenterFactory(), Role.OFFICER),
        "volunteer": account_of(CenterFactory(), Role.VOLUNTEER),
        "trainer": trainer,
        "trainee": trainee,
        "account without a role": nobody,
    }


ROLES = ("staff", "head", "counselor", "officer", "volunteer", "trainer", "trainee", "account without a role")


@pytest.mark.either_database
@pytest.mark.parametrize("role", ROLES)
def test_a_role_enters_only_where_the_policy_names_it(role, cast, signed_in):
    """One walk through the doors; each time with the session as it was after signing in.

    Every door that is open to the role; of those shut to it, one of each policy. Without a role every door, by POST
    too; so that each is known to ask its policy. By POST too where GET is not known.
    """
    user = cast[role]
    session = signed_in(user).cookies
    faults = []
    for entry in doors_to_try(user, every=role == ROLES[-1]):
        answers = {"get": answered(entry, "get", session)}
        if answers["get"].status_code == 405 or role == ROLES[-1]:
            answers["post"] = answered(entry, "post", session)
        faults += [
            f"{method} {entry.pattern}: {fault}"
            for method, answer in answers.items()
            for fault in faults_of(entry, user, answer)
        ]
    assert faults == []


def doors_to_try(user, *, every):
    shut = set()
    for entry in ALL_DOORS:
        policy = policy_of(entry)
        if policy is public or (not every and not may_enter(user, policy) and policy in shut):
            continue
        if not may_enter(user, policy):
            shut.add(policy)
        yield entry


def may_enter(user, policy):
    return policy.__name__ == "signed_in" or policy(user)


def answered(entry, method, session):
    client = Client()
    client.cookies.update(session)
    return getattr(client, method)(address_of(entry))


def faults_of(entry, user, answer):
    if refusal := wrongly_answered(entry, user, answer.status_code):
        yield refusal
    yield from unguarded(answer.headers, keeps_nothing=True)


def wrongly_answered(entry, user, status):
    if may_enter(user, policy_of(entry)):
        return f"was refused with {status}" if status in {403, 500} else ""
    return "" if status in {403, 405} else f"got {status}"


@pytest.mark.either_database
def test_nobody_enters_without_signing_in_except_by_a_public_door(db):
    faults = []
    for entry in ALL_DOORS:
        answer = Client().get(address_of(entry))
        found = [wrongly_open(entry, answer), *unguarded(answer.headers, keeps_nothing=False)]
        faults += [f"{entry.pattern}: {fault}" for fault in found if fault]
    assert faults == []


def wrongly_open(entry, answer):
    led_to_login = getattr(answer, "url", "").startswith(reverse(settings.LOGIN_URL))
    if policy_of(entry) is public:
        refused = answer.status_code in {401, 403, 500} or led_to_login
        return f"is public and answered {answer.status_code}" if refused else ""
    if hasattr(entry.callback, "cls"):
        return "" if answer.status_code in {401, 403} else f"answered {answer.status_code}"
    shut = answer.status_code == 405 or (answer.status_code == 302 and led_to_login)
    return "" if shut else f"answered {answer.status_code}"
