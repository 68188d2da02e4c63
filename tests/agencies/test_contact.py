"""Where colleagues reach somebody: said by the account's owner, seen by the offices that look after the agency."""

import pytest
from django.urls import reverse

from agencies.enums import Role
from agencies.forms.accounts import ContactForm
from agencies.models import User
from agencies.services import change_contact
from core.models import AuditEntry
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory

pytestmark = pytest.mark.django_db
HERE = "my_contact"
SAID = {"phone": "053-000-000 ต่อ 12", "email": "wara@example.go.th"}


def contact(user):
    return User.objects.values("phone", "email").get(pk=user.pk)


def test_the_owner_says_it_and_the_trail_keeps_no_number(counselor):
    change_contact(**SAID, by=counselor, at=NOW)
    assert contact(counselor) == SAID
    (row,) = AuditEntry.objects.all()
    assert (row.action, row.subject_id) == ("account.contact_changed", str(counselor.pk))
    assert (row.facts, row.at) == ({"fields": ["phone", "email"]}, NOW)


def test_only_what_changed_is_named_and_the_same_again_is_nothing(counselor):
    change_contact(**SAID, by=counselor, at=NOW)
    change_contact(**SAID, by=counselor, at=NOW)
    change_contact(phone=SAID["phone"], email="", by=counselor, at=NOW)
    facts = AuditEntry.objects.order_by("pk").values_list("facts", flat=True)
    assert [row["fields"] for row in facts] == [["phone", "email"], ["email"]]


@pytest.mark.parametrize(
    ("typed", "kept"), [("๐๕๓ ๐๐๐ ๐๐๐", "053 000 000"), ("  1506 ", "1506"), ("", ""), ("-", None)]
)
def test_a_number_is_kept_in_digits_that_a_telephone_reads(typed, kept):
    form = ContactForm({"phone": typed, "email": ""})
    assert form.is_valid() is (kept is not None)
    assert form.cleaned_data.get("phone") == kept


# The page ------------------------------------------------------------------------------------------------


def test_the_page_shows_and_changes_ones_own_contact_only(signed_in, counselor, school):
    colleague = account_of(school, Role.COUNSELOR, email="other@example.go.th")
    client = signed_in(counselor)
    assert client.post(reverse(HERE), SAID).url == reverse(HERE)
    page = client.get(reverse(HERE)).content.decode()
    assert SAID["phone"] in page
    assert SAID["email"] in page
    assert contact(colleague) == {"phone": "", "email": "other@example.go.th"}


@pytest.mark.parametrize(
    ("field", "typed"), [("email", "wara@"), ("phone", "ไม่มี"), ("phone", "0" * 41), ("phone", "1\a2")]
)
def test_what_cannot_be_called_or_written_to_is_refused_at_its_field(signed_in, counselor, field, typed):
    answer = signed_in(counselor).post(reverse(HERE), {**SAID, field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert contact(counselor) == {"phone": "", "email": counselor.email}


def test_only_members_of_agencies_have_a_contact_here(signed_in, client, counselor):
    """Trainees' numbers stand in their record; a door for others than oneself there is none."""
    menu = f'href="{reverse(HERE)}"'
    assert menu in signed_in(counselor).get(reverse(HERE)).content.decode()
    nobody = signed_in(AccountFactory())
    assert nobody.get(reverse(HERE)).status_code == 403
    assert menu not in nobody.get(reverse("account_change_password")).content.decode()
    assert client.get(reverse(HERE)).status_code == 302
