import pytest
from django.db import connection

from config.databases import database

URL = "postgres://u:p@db.example:5433/training?sslmode=require"


def test_without_an_address_it_is_sqlite_in_the_data_folder(tmp_path):
    made = database("", tmp_path / "new", worker=False)
    assert made["NAME"] == str(tmp_path / "new" / "db.sqlite3")
    assert (tmp_path / "new").is_dir()


def test_an_sqlite_address_gets_the_same_guarantees(tmp_path):
    made = database(f"sqlite:///{tmp_path}/x.sqlite3", tmp_path, worker=False)
    assert made["NAME"] == f"{tmp_path}/x.sqlite3"
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(("worker", "limit"), [(False, 10_000), (True, 300_000)])
def test_postgresql_has_time_limits_and_keeps_the_options_of_its_address(tmp_path, worker, limit):
    made = database(URL, tmp_path, worker=worker)
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db.example", 5433, "training")
    assert made["OPTIONS"]["sslmode"] == "require"
    assert f"statement_timeout={limit}" in made["OPTIONS"]["options"]
    assert made["CONN_HEALTH_CHECKS"] is True


@pytest.mark.django_db
def test_the_database_under_test_keeps_what_it_has_said():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            answers = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "foreign_keys")
            ]
            assert answers == [2, 1]  # FULL, ON
        else:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone()[0] == "10s"
