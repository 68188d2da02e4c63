"""Every address that a template names exists."""

import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

NAMED = re.compile(r"""\{%\s*url\s+['"]([\w-]+)['"]""")


def names_in(text):
    return set(NAMED.findall(text))


def test_templates_link_only_to_doors_that_exist():
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    missing = {
        f"{path.relative_to(settings.BASE_DIR)}: {name}"
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for name in names_in(path.read_text()) - known
    }
    assert missing == set()


def test_a_link_to_nowhere_is_seen():
    assert names_in('<a href="{% url "nowhere" person.pk %}">') == {"nowhere"}
