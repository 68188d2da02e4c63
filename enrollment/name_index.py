"""The search index over names: triggers that copy names into `NameLine`, and an index over their trigrams.

SQLite: an FTS5 table with the trigram tokenizer, and its vocabulary for fragments of one or two letters.
PostgreSQL: a GIN index over all windows of three letters, made by a function of our own. `pg_trgm` would need an
extension, which an account that only owns its tables may not create, and what it takes for a letter depends on the
server's locale: under "C" it sees none in Thai.

Installed after every `migrate`, not by a migration: SQLite loses triggers whenever Django makes a table anew.
Measured at 200,000 people: `./dev bench search`.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, connections, transaction

SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS enrollment_namegrams USING fts5(
        text, content='enrollment_nameline', content_rowid='id', tokenize='trigram', columnsize=0)""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS enrollment_namegrams_words
        USING fts5vocab('enrollment_namegrams', 'instance')""",
    """CREATE TRIGGER IF NOT EXISTS nameline_added AFTER INSERT ON enrollment_nameline BEGIN
        INSERT INTO enrollment_namegrams(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER IF NOT EXISTS nameline_gone AFTER DELETE ON enrollment_nameline BEGIN
        INSERT INTO enrollment_namegrams(enrollment_namegrams, rowid, text)
        VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER IF NOT EXISTS nameline_changed AFTER UPDATE OF text ON enrollment_nameline BEGIN
        INSERT INTO enrollment_namegrams(enrollment_namegrams, rowid, text)
        VALUES ('delete', old.id, old.text);
        INSERT INTO enrollment_namegrams(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER IF NOT EXISTS graduate_named AFTER INSERT ON enrollment_graduate BEGIN
        INSERT INTO enrollment_nameline(graduate_id, sort_key, text)
        VALUES (new.id, new.sort_key, new.search_text); END""",
    """CREATE TRIGGER IF NOT EXISTS graduate_renamed AFTER UPDATE OF sort_key, search_text ON enrollment_graduate
        WHEN new.sort_key <> old.sort_key OR new.search_text <> old.search_text BEGIN
        UPDATE enrollment_nameline SET sort_key = new.sort_key, text = new.search_text
        WHERE graduate_id = new.id; END""",
    """CREATE TRIGGER IF NOT EXISTS graduate_gone AFTER DELETE ON enrollment_graduate BEGIN
        DELETE FROM enrollment_nameline WHERE graduate_id = old.id; END""",
)
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION enrollment_grams(line text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE grams text[] := '{}';
        BEGIN
            FOR place IN 1..length(line) - 2 LOOP grams := grams || substr(line, place, 3); END LOOP;
            RETURN array_to_tsvector(grams);
        END $$""",
    # A short list of what is not sorted in yet: every search reads it whole.
    """CREATE INDEX IF NOT EXISTS enrollment_namegrams ON enrollment_nameline
        USING gin (enrollment_grams(text)) WITH (gin_pending_list_limit = 1024)""",
    """CREATE OR REPLACE FUNCTION enrollment_keep_name_line() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO enrollment_nameline(graduate_id, sort_key, text)
                VALUES (NEW.id, NEW.sort_key, NEW.search_text);
            ELSIF TG_OP = 'UPDATE' THEN
                UPDATE enrollment_nameline SET sort_key = NEW.sort_key, text = NEW.search_text
                WHERE graduate_id = NEW.id;
            ELSE
                DELETE FROM enrollment_nameline WHERE graduate_id = OLD.id;
            END IF;
            RETURN NULL;
        END $$""",
    """CREATE OR REPLACE TRIGGER graduate_named AFTER INSERT OR DELETE ON enrollment_graduate
        FOR EACH ROW EXECUTE FUNCTION enrollment_keep_name_line()""",
    """CREATE OR REPLACE TRIGGER graduate_renamed AFTER UPDATE OF sort_key, search_text ON enrollment_graduate
        FOR EACH ROW WHEN (NEW.sort_key <> OLD.sort_key OR NEW.search_text <> OLD.search_text)
        EXECUTE FUNCTION enrollment_keep_name_line()""",
)
# Lines that were lost while there was no trigger: of people who came, went or were renamed meanwhile.
MEND = (
    """DELETE FROM enrollment_nameline WHERE NOT EXISTS (
        SELECT 1 FROM enrollment_graduate person WHERE person.id = graduate_id
        AND person.sort_key = enrollment_nameline.sort_key AND person.search_text = enrollment_nameline.text)""",
    """INSERT INTO enrollment_nameline(graduate_id, sort_key, text)
        SELECT id, sort_key, search_text FROM enrollment_graduate person WHERE NOT EXISTS (
        SELECT 1 FROM enrollment_nameline line WHERE line.graduate_id = person.id)""",
)
TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = 'graduate_named'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname = 'graduate_named'"
    " AND tgrelid = 'enrollment_graduate'::regclass",
}
TABLES = {"enrollment_nameline", "enrollment_graduate"}


def install(sender: Any = None, using: str = "default", **signal: Any) -> None:
    """Make what is missing of the index on the database `using`, and bring it up to date if there was none."""
    database = connections[using]
    if not set(database.introspection.table_names()) >= TABLES:
        return  # migrated back to before the index
    with transaction.atomic(using=using), database.cursor() as cursor:
        cursor.execute(TRIGGERS[database.vendor])
        was_there = bool(cursor.fetchone()[0])
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)
        for statement in () if was_there else MEND:
            cursor.execute(statement)


def forget_letters() -> None:
    """Write the index anew without the letters of names that are gone.

    FTS5 only marks them as deleted until it merges its parts; where nothing was deleted or added it returns at once.
    200,000 people take two seconds. PostgreSQL's autovacuum does the same by itself.
    """
    if connection.vendor == "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO enrollment_namegrams(enrollment_namegrams) VALUES ('optimize')")
