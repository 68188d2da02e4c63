"""The bench is stricter than production, and the cast is always the same: own, colleague, stranger."""

import gc

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.test import Client, override_settings
from django.test import client as testing_client
from django.test.client import store_rendered_templates
from django.utils import translation

from agencies.enums import Role
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, CenterFactory, MembershipFactory, SchoolFactory

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests to which the database is all the same: they ran with the other one",
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("--only-database"):
        apart = [item for item in items if not touches_database(item)]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if touches_database(item)]
    # The longest first, in whatever order they were dealt: none is left to one worker while the others wait.
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


def pytest_collection_finish():
    """What was imported and collected stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def touches_database(item):
    return asks_for_database(item) and not item.get_closest_marker("either_database")


def asks_for_database(item):
    return item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames)


@pytest.fixture
def db(request, db):
    """Who gets it by way of `getfixturevalue` says so as well: the test would be left out on the second database."""
    assert asks_for_database(request.node), "mark this test with django_db"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Django's own permissions are nowhere asked for; a test with transactions of its own would make them all anew."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A browser's kept-alive connection may hold a server thread, and so a session, past the last test.

    PostgreSQL drops no database in use, so what is left is ended first.
    """
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


def end_other_sessions():
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def quick_bench():
    """A hash that is slow on purpose, a look through all assets for each new client, and a copy of the context for
    each of the thirty parts of a page would take minutes."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(testing_client, "store_rendered_templates", store_the_page)
        yield


def store_the_page(store, signal, sender, template, context, **kwargs):
    """What `answer.context` shows: the page's own context, without those of its parts."""
    if "context" not in store and "request" in context:
        store_rendered_templates(store, signal, sender, template, context, **kwargs)


@pytest.fixture(autouse=True)
def thai():
    """A request for an English page leaves its language to the thread, and so to the next test."""
    with translation.override("th"):
        yield


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def center(db):
    return CenterFactory()


@pytest.fixture
def school(db):
    return SchoolFactory()


def account_of(agency, role, **names):
    user = AccountFactory(**names)
    MembershipFactory(user=user, agency=agency, role=role)
    return user


@pytest.fixture
def staff(center):
    return account_of(center, Role.STAFF)


@pytest.fixture
def head(center):
    return account_of(center, Role.HEAD)


@pytest.fixture
def counselor(school):
    return account_of(school, Role.COUNSELOR)


@pytest.fixture
def officer(db):
    return account_of(CenterFactory(), Role.OFFICER)


@pytest.fixture
def stranger(db):
    """Staff of another centre: may do everything there and see nothing here."""
    return account_of(CenterFactory(), Role.STAFF)


@pytest.fixture
def other_counselor(db):
    """Counsellor of another school."""
    return account_of(SchoolFactory(), Role.COUNSELOR)


@pytest.fixture
def signed_in():
    """A browser (test client) signed in as the given account: `signed_in(staff).get(...)`."""

    def client_of(user):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user).session_key
        return client

    return client_of


def session_of(user):
    """As `Client.force_login` makes it, which makes one of nobody first."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return request.session
