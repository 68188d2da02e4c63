"""Racing: many threads do one thing at the same moment, each on a database connection of its own.

Every racing test has a broken variant that must lose the race; where that variant is harmless the test is void.
"""

import threading
from collections import Counter
from contextlib import contextmanager

from django.db import connection, connections


def race(contestants):
    """Run the callables at once; return what each returned, or the exception it raised."""
    start = threading.Barrier(len(contestants))
    outcomes = [None] * len(contestants)

    def run(place, contestant):
        try:
            start.wait(timeout=30)
            outcomes[place] = contestant()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, one)) for i, one in enumerate(contestants)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def kinds(outcomes):
    """How many of each exception, and how many "won"."""
    return Counter(type(o).__name__ if isinstance(o, Exception) else "won" for o in outcomes)


@contextmanager
def without_constraints(model, *names):
    """The table as a lazy program would have made it; the constraints come back afterwards (rows are deleted)."""
    kept = model._meta.constraints
    constraints = [constraint for constraint in kept if constraint.name in names]
    assert len(constraints) == len(names)
    # SQLite makes the table anew from the model's own list of constraints.
    model._meta.constraints = [constraint for constraint in kept if constraint not in constraints]
    for constraint in constraints:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model.objects.all().delete()
        model._meta.constraints = kept
        for constraint in constraints:
            with connection.schema_editor() as editor:
                editor.add_constraint(model, constraint)
