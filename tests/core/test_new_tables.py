"""New tables made together: with all that their models get, and gone again."""

import pytest
from django.db import IntegrityError, connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from core.new_tables import CreateTogether

SHELF = CreateModel("Shelf", [("id", models.AutoField(primary_key=True)), ("place", models.IntegerField())])
BOOK = CreateModel("Book", [("id", models.AutoField(primary_key=True)), ("number", models.IntegerField())])
ON_SHELF = AddField("book", "shelf", models.ForeignKey("core.shelf", models.CASCADE))
ONCE = AddConstraint("book", models.UniqueConstraint(fields=["shelf", "number"], name="book_once"))
BY_PLACE = AddIndex("shelf", models.Index(fields=["place"], name="shelf_by_place"))


@pytest.fixture
def made(transactional_db):
    before, after = ProjectState(), ProjectState()
    step = CreateTogether([BOOK, SHELF, ON_SHELF, ONCE, BY_PLACE])
    step.state_forwards("core", after)
    with connection.schema_editor() as editor:
        step.database_forwards("core", editor, before, after)
    yield after.apps
    with connection.schema_editor() as editor:
        step.database_backwards("core", editor, after, before)
    assert not {"core_book", "core_shelf"} & set(connection.introspection.table_names())


def test_a_table_has_the_field_the_constraint_and_the_index_that_come_after(made):
    shelf = made.get_model("core", "Shelf").objects.create(place=1)
    books = made.get_model("core", "Book").objects
    books.create(number=1, shelf=shelf)
    with pytest.raises(IntegrityError):
        books.create(number=1, shelf=shelf)
    with connection.cursor() as cursor:
        assert "shelf_by_place" in connection.introspection.get_constraints(cursor, "core_shelf")
