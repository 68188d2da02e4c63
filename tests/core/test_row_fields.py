"""Several rows chosen in a form: whatever is sent instead of keys is a fault of the form."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from agencies.models import Place
from core.row_fields import RowsField
from tests.factories.agencies import ProvinceFactory

ROOT = Path(__file__).resolve().parents[2]
APPS = ("agencies", "certificates", "core", "enrollment", "outreach", "program", "scheduling", "training")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 19, "9" * 30, "๙" * 30, "-1", "x", "1e400"])
def test_no_key_of_any_length_is_an_error_of_the_server(key):
    own = ProvinceFactory()
    field = RowsField(queryset=Place.objects.all())
    assert list(field.clean([str(own.pk)])) == [own]
    with pytest.raises(ValidationError) as refused:
        field.clean([str(own.pk), key])
    assert refused.value.code in {"invalid_choice", "invalid_pk_value"}


def test_no_form_chooses_rows_otherwise():
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert {
        path.name for path in sources if "forms.ModelMultipleChoiceField" in path.read_text(encoding="utf-8")
    } == {"row_fields.py", "rows.py"}  # the second only asks what a field is
