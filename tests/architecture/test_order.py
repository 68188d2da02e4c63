"""The order of apps also holds for string foreign keys, which import-linter cannot see."""

import pytest
from django.apps import apps

ORDER = [
    {"core"},
    {"agencies"},
    {"training"},
    {"enrollment", "scheduling"},
    {"outreach", "certificates"},
    {"program"},
    {"demo"},
]
LEVEL = {label: level for level, labels in enumerate(ORDER) for label in labels}


def upward_relations(models):
    for model in models:
        own = LEVEL.get(model._meta.app_label)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if own is None or not target or field.auto_created or not isinstance(target, type):
                continue
            label = target._meta.app_label
            other = LEVEL.get(label)
            if other is None or model._meta.app_label == label:
                continue
            # core may point at the account by settings.AUTH_USER_MODEL: who owns a job.
            if (model._meta.app_label, label) == ("core", "agencies") and target._meta.model_name == "user":
                continue
            if other >= own:
                yield f"{model._meta.label}.{field.name} -> {target._meta.label}"


def test_no_relation_points_up_or_sideways():
    assert list(upward_relations(apps.get_models())) == []


def test_the_walk_sees_an_upward_relation(monkeypatch):
    monkeypatch.setitem(LEVEL, "training", 0)
    assert any("training.Course" in found for found in upward_relations(apps.get_models()))


@pytest.mark.parametrize("label", LEVEL)
def test_every_app_of_the_order_is_installed(label):
    assert apps.is_installed(label)
