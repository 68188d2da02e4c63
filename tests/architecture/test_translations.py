"""The Thai catalog is whole and well formed, and pages read in Thai say nothing in English."""

import collections
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext

from core import library_words
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RoomFactory, RunFactory, TrainerFactory
from tooling.shell import ROOT

PO = ROOT / "locale" / "th" / "LC_MESSAGES" / "django.po"
ENTRIES = [entry for entry in polib.pofile(str(PO)) if not entry.obsolete]

PLACEHOLDER = re.compile(r"%\(\w+\)[-+ #0]*[\d.]*[a-z]|%[sdr%]|\{\w*\}")
# The same in both languages: an abbreviation, and a sentence that consists of facts alone.
SAME = {"Excel", "%(run)s: %(state)s", "%(state)s: %(agency)s", "%(reason)s", "%(words)s"}
PARTICLES = ("ครับ", "ค่ะ", "นะคะ")
THAI_DIGIT = re.compile("[๐-๙]")

LIBRARIES = {
    "DJANGO_FORMS": "django/conf",
    "DJANGO_ACCOUNTS": "django/contrib/auth",
    "ALLAUTH": "allauth",
    "DJANGO_FILTER": "django_filters",
    "REST_FRAMEWORK": "rest_framework",
}


def words_of(entry):
    """The Thai of an entry: one text, also for plurals, as Thai has one form."""
    return "\n".join(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr


def faulty(entries, has_fault):
    return [(entry.msgid, words_of(entry)) for entry in entries if has_fault(entry)]


def lacks_placeholder(entry):
    english = collections.Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    return english != collections.Counter(PLACEHOLDER.findall(words_of(entry)))


def cannot_be_filled_in(entry):
    """A stray percent sign breaks the page that fills the sentence in."""
    if "python-format" not in entry.flags:
        return False
    facts = collections.defaultdict(lambda: 1)
    loose = PLACEHOLDER.findall(words_of(entry))
    try:
        words_of(entry) % (
            facts if any("(" in name for name in loose) else (1,) * (len(loose) - loose.count("%%"))
        )
    except (TypeError, ValueError, KeyError):
        return True
    return False


def test_every_message_has_finished_thai():
    assert len(ENTRIES) > 1000
    assert faulty(ENTRIES, lambda entry: not entry.translated()) == []


def test_placeholders_agree():
    assert faulty(ENTRIES, lacks_placeholder) == []
    assert faulty(ENTRIES, cannot_be_filled_in) == []


def test_a_lost_placeholder_and_a_stray_percent_sign_are_found():
    lost = polib.POEntry(msgid="%(n)s of %(all)s", msgstr="%(n)s", flags=["python-format"])
    stray = polib.POEntry(msgid="%(n)s left", msgstr="100% %(n)s", flags=["python-format"])
    assert lacks_placeholder(lost)
    assert cannot_be_filled_in(stray)


def test_nothing_is_left_in_english():
    assert faulty(ENTRIES, lambda entry: words_of(entry) == entry.msgid and entry.msgid not in SAME) == []
    assert {entry.msgid for entry in ENTRIES} >= SAME


def test_the_tone_is_polite_without_particles_and_digits_are_arabic():
    assert faulty(ENTRIES, lambda entry: any(particle in words_of(entry) for particle in PARTICLES)) == []
    assert faulty(ENTRIES, lambda entry: THAI_DIGIT.search(words_of(entry))) == []


def test_space_around_a_message_is_kept():
    edges = re.compile(r"^\s*|\s*$")
    assert faulty(ENTRIES, lambda entry: edges.findall(entry.msgid) != edges.findall(words_of(entry))) == []


# Words of the libraries --------------------------------------------------------------------------------


def messages_of(package):
    """What the library itself lists as translatable; where it ships no English list, its German one."""
    folder = Path(find_spec(package.replace("/", ".")).origin).parent / "locale"
    catalog = next(folder / code / "LC_MESSAGES" for code in ("en", "de") if (folder / code).is_dir())
    source = catalog / "django.po"
    listed = polib.pofile(str(source)) if source.exists() else polib.mofile(str(catalog / "django.mo"))
    return {(entry.msgctxt, entry.msgid) for entry in listed}


def listed_words(group):
    """(context, English) of each word of a group; lazy ones give up what they were made of."""
    for word in getattr(library_words, group):
        if isinstance(word, Promise):
            yield next((entry.msgctxt, entry.msgid) for entry in ENTRIES if entry_says(entry, word))
        else:
            yield None, word


def entry_says(entry, word):
    """Whether a lazy word (plural or with a context) is the one of this entry."""
    reduced = repr(word.__reduce__())
    return repr(entry.msgid) in reduced and (entry.msgctxt is None or repr(entry.msgctxt) in reduced)


@pytest.mark.parametrize("group", LIBRARIES)
def test_overridden_words_are_words_of_the_library(group):
    assert set(listed_words(group)) - messages_of(LIBRARIES[group]) == set()


# Pages in Thai -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The catalog as it stands, compiled for these tests: what is on the machine may be older."""
    root = tmp_path_factory.mktemp("locale")
    folder = root / "th" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    polib.pofile(str(PO)).save_as_mofile(str(folder / "django.mo"))
    return root


@pytest.fixture
def in_thai(settings, compiled):
    settings.LOCALE_PATHS = [compiled]
    settings.LANGUAGE_CODE = "th"


def test_the_catalog_compiles_and_is_used(in_thai):
    assert get_language() == "th"
    assert gettext("Save") == "บันทึก"
    assert gettext("This field is required.") == "โปรดกรอกช่องนี้"
    assert (gettext("Running"), pgettext("job", "Running")) == ("กำลังฝึก", "กำลังทำงาน")
    assert ngettext("%(n)s referral waits for an answer", "%(n)s referrals wait for an answer", 2) % {
        "n": 2
    } == ("การส่งต่อ 2 รายการรอคำตอบ")


class Visible(HTMLParser):
    """What a page says: its text, and the attributes that are read out or shown."""

    SAID = {"alt", "aria-label", "content", "data-label", "placeholder", "title"}

    def __init__(self):
        super().__init__()
        self.texts, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.silent += tag in {"script", "style"}
        if attributes.get("lang") != "en" and not (tag == "meta" and attributes.get("name") != "description"):
            self.texts += [value for name, value in attrs if name in self.SAID and value]

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)


# Abbreviations and names that Thai writes in Latin letters, and the switch to English.
LATIN = {"English", "EN", "Excel", "CSV", "MB", "QR", "PDF", "xlsx", "WELD", "DSD"}


def latin_words(html):
    page = Visible()
    page.feed(html)
    return set(re.findall(r"[A-Za-z]{2,}", " ".join(page.texts))) - LATIN


def test_an_english_word_on_a_page_is_found():
    assert latin_words('<p title="หน้า">บันทึก <b>Save</b></p><script>let x</script>') == {"Save"}


PAGES = [
    "home", "people", "new_person", "referrals", "imports", "upload_import", "courses", "new_course", "runs", "new_run",
    "run", "run_people", "rounds", "new_round", "offers", "timetable", "new_plan", "sessions", "trainers", "rooms",
    "certificates", "follow_ups", "report", "my_contact", "account_change_password", "mfa_index",
]  # fmt: skip


@pytest.mark.either_database
@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_thai_says_nothing_in_english(name, in_thai, signed_in, staff, center):
    run = RunFactory(center=center)
    GraduateFactory()
    TrainerFactory(center=center)
    RoomFactory(center=center)
    address = reverse(name, args=[run.pk] if name in {"run", "run_people"} else [])
    response = signed_in(staff).get(address)
    assert response.status_code == 200
    own = set(re.findall(r"[A-Za-z]{2,}", f"{staff.username} {run.code} {run.course.code}"))
    assert latin_words(response.content.decode()) - own == set()


def test_a_form_sent_without_its_token_is_answered_in_thai(in_thai, staff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    response = browser.post(reverse("new_person"))
    assert response.status_code == 403
    assert "หน้านี้หมดอายุแล้ว" in response.content.decode()
    assert latin_words(response.content.decode()) - {staff.username} == set()
