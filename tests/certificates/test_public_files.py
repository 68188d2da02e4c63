"""Keys and lists for everybody: cacheable, signed, and without a person."""

import json
from datetime import timedelta

from django.urls import reverse

from certificates.models import Register
from certificates.signing.making import make_keys
from tests.certificates.test_sealing import own_folder  # noqa: F401 - keys of this test alone
from tests.clock import NOW

FILES = [
    "/certificates/keys.json",
    "/certificates/keys.pem",
    "/.well-known/did.json",
    "/certificates/status.json",
]


def test_anybody_gets_them_and_may_keep_them(client, certificate):
    own = f"/certificates/status/{certificate.center_id}/{certificate.fiscal_year}.json"
    for address in [*FILES, own]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "public" in answer["Cache-Control"]
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert client.post(address).status_code == 405
        shown = answer.content.decode()
        assert "PRIVATE" not in shown
        assert certificate.code not in shown
        assert certificate.completion.enrollment.graduate.family_name not in shown
    assert json.loads(client.get(own).content)["id"].endswith(own)


def test_a_list_that_is_none_is_not_found(client, certificate):
    for center, year in ((certificate.center_id, 1), (987654, certificate.fiscal_year)):
        assert client.get(f"/certificates/status/{center}/{year}.json").status_code == 404


def test_the_did_names_the_keys_that_sign_badges(client, certificate):
    document = json.loads(client.get("/.well-known/did.json").content)
    keys = json.loads(client.get("/certificates/keys.json").content)
    named = {method["id"].rpartition("#")[2] for method in document["verificationMethod"]}
    assert named == {key["kid"] for key in keys["keys"] if key["purpose"] == "statements"}
    assert document["id"] == keys["issuer"]
    assert all(method["publicKeyMultibase"].startswith("z6Mk") for method in document["verificationMethod"])


def test_all_lists_take_a_fixed_number_of_queries(client, certificate, django_assert_num_queries):
    client.get("/certificates/status.json")  # makes the keys
    with django_assert_num_queries(2):
        client.get("/certificates/status.json")
    for year in (2560, 2561):
        Register.objects.create(center_id=certificate.center_id, fiscal_year=year, last_number=3)
    with django_assert_num_queries(2):
        assert len(json.loads(client.get("/certificates/status.json").content)["lists"]) == 3


def test_the_qr_code_that_proves_itself_opens_the_check_page(client, certificate):
    plain = client.get(f"/C/{certificate.code}")
    signed = client.get(f"/C/{certificate.code}/ABCDEFG234567")
    assert (plain.status_code, signed.status_code) == (200, 200)
    assert certificate.number in signed.content.decode()
    assert client.get("/C/NOSUCHCODE/ABC").status_code == 404


def test_the_check_on_the_device_names_no_one_and_asks_nobody_else(client, db):
    answer = client.get("/check/offline/")
    assert answer.status_code == 200
    assert "'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert "http" not in page.replace("https://www.w3.org", "")
    assert "certificate_check.js" in page


def test_keys_that_have_ended_stay_published(client, db, settings, tmp_path):
    settings.SIGNING_KEY_FOLDER, settings.SIGNING_PASSPHRASE = tmp_path / "signing", "secret"
    settings.SIGNING_OWN_KEYS = False
    long_ago = NOW - timedelta(days=20 * 365)
    made = make_keys(settings.SIGNING_KEY_FOLDER, b"secret", owner="Office", at=long_ago)
    said = client.get(reverse("certificate_keys")).json()
    assert {key["kid"] for key in said["keys"]} == {key.id for key in made}
    settings.SIGNING_PASSPHRASE = "wrong"
    client.cookies["django_language"] = "en"
    assert "passphrase" in client.get(reverse("certificate_keys"), follow=True).content.decode()
