"""Ways to falsify the audit trail for somebody who may write every table but has neither key nor the outside heads."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from core.models import AuditEntry, AuditSeal
from core.seals import seal_trail


def tamper(way, chance):
    """Do one of `TAMPERS` to the sealed trail; `chance` picks where."""
    TAMPERS[way](chance)


def _one(chance):
    return chance.choice(list(AuditEntry.objects.exclude(seal=None).order_by("pk")))


def _two(chance):
    return chance.sample(list(AuditEntry.objects.exclude(seal=None).order_by("pk")), 2)


def edit(chance):
    row = _one(chance)
    column, value = chance.choice(
        [
            ("action", "x"),
            ("actor_name", "somebody else"),
            ("actor_id", 999_999),
            ("agency_id", 999_999),
            ("subject_id", "999999"),
            ("subject_type", "x"),
            ("facts", {"number": 999_999}),
            ("at", row.at + timedelta(seconds=1)),
            ("person_id", "00000000-0000-0000-0000-000000000001"),
        ]
    )
    AuditEntry.objects.filter(pk=row.pk).update(**{column: value})


def delete(chance):
    _one(chance).delete()


def delete_and_correct_the_count(chance):
    row = _one(chance)
    AuditSeal.objects.filter(pk=row.seal_id).update(rows=F("rows") - 1)
    row.delete()


def exchange(chance):
    """Two rows change what they say: the same words, in another order."""
    first, second = _two(chance)
    words = ("action", "actor_id", "actor_name", "facts", "subject_id")
    before = {name: getattr(first, name) for name in words}
    AuditEntry.objects.filter(pk=first.pk).update(**{name: getattr(second, name) for name in words})
    AuditEntry.objects.filter(pk=second.pk).update(**before | {"facts": {**before["facts"], "moved": True}})


def insert(chance):
    row = _one(chance)
    row.pk = None
    row.save(force_insert=True)


def move_to_another_link(chance):
    row = _one(chance)
    others = AuditSeal.objects.exclude(pk=row.seal_id)
    AuditEntry.objects.filter(pk=row.pk).update(seal=chance.choice(list(others)))


def unseal(chance):
    """Edit a row and let it be sealed anew."""
    AuditEntry.objects.filter(pk=_one(chance).pk).update(seal=None, action="x")


def withhold_words(chance):
    """Empty a row as an erasure would; the hash is copied from another row, since it cannot be made."""
    AuditEntry.objects.filter(pk=_one(chance).pk).update(facts={}, withheld={"facts": "0" * 64})


def edit_a_link(chance):
    seal = chance.choice(list(AuditSeal.objects.all()))
    column = chance.choice(["digest", "previous"])
    AuditSeal.objects.filter(pk=seal.pk).update(**{column: "f" * 64})


def remove_a_link(chance):
    seal = chance.choice(list(AuditSeal.objects.all()))
    AuditEntry.objects.filter(seal=seal).delete()
    seal.delete()


def cut_off_the_tail(chance):
    """The last link with its rows, and nothing else: what is left is a whole, shorter chain."""
    last = AuditSeal.objects.order_by("-number").first()
    AuditEntry.objects.filter(seal=last).delete()
    last.delete()


def write_anew(chance):
    """Edit a row, throw the chain away and let the program seal everything again, with its own key."""
    AuditEntry.objects.filter(pk=_one(chance).pk).update(action="x")
    AuditEntry.objects.update(seal=None)
    AuditSeal.objects.all().delete()
    seal_trail(at=timezone.now())


TAMPERS = {
    "edit": edit,
    "delete": delete,
    "delete and correct the count": delete_and_correct_the_count,
    "exchange": exchange,
    "insert": insert,
    "move to another link": move_to_another_link,
    "unseal": unseal,
    "withhold words": withhold_words,
    "edit a link": edit_a_link,
    "remove a link": remove_a_link,
    "cut off the tail": cut_off_the_tail,
    "write anew": write_anew,
}
