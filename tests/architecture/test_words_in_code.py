"""Every word that the code marks for translation is one that the collector finds, and stands in the catalog.

The collector (xgettext) reads `_("…")` and Django's own names as text: it sees neither another alias, nor words inside
an f-string, nor a function handed on, and says nothing of what it passes over. Python's parser sees them all.
"""

import ast
from functools import cache

import polib
import pytest

from tooling.shell import ROOT
from tooling.sources import repository_files

# Function -> at which places its words stand; a context comes before them.
WORDS = {
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
    "npgettext": (1, 2),
    "npgettext_lazy": (1, 2),
}
OUTSIDE = {"tests", "bench", "tooling"}
MODULES = [
    pytest.param(path, id=str(path.relative_to(ROOT)))
    for path in repository_files("*.py")
    if path.relative_to(ROOT).parts[0] not in OUTSIDE and "gettext" in path.read_text(encoding="utf-8")
]


class Marked(ast.NodeVisitor):
    """The words a module marks, as (context, word), and the lines on which it marks something unseen."""

    def __init__(self):
        self.names, self.words, self.unseen, self.heads = {}, set(), [], set()

    def visit_ImportFrom(self, node):
        for alias in node.names if node.module == "django.utils.translation" else ():
            if alias.name in WORDS:
                self.names[alias.asname or alias.name] = alias.name
                if alias.asname not in {None, "_"}:
                    self.unseen.append((node.lineno, f"{alias.name} as {alias.asname}"))

    def visit_JoinedStr(self, node):
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in self.names:
                self.unseen.append((node.lineno, "inside an f-string"))
        self.generic_visit(node)

    def visit_Call(self, node):
        function = self.names.get(getattr(node.func, "id", ""))
        if function:
            self.heads.add(id(node.func))
            texts = [text.value if isinstance(text, ast.Constant) else None for text in node.args]
            first = WORDS[function][0]
            if None in texts[: WORDS[function][-1] + 1]:
                self.unseen.append((node.lineno, "not a plain text"))
            else:
                self.words.add((texts[0] if first else None, texts[first]))
        self.generic_visit(node)

    def visit_Name(self, node):
        if node.id in self.names and id(node) not in self.heads and isinstance(node.ctx, ast.Load):
            self.unseen.append((node.lineno, f"{node.id} handed on"))


class FilledEarly(ast.NodeVisitor):
    """Lines on which words are filled in while a module is read: they stay in the language of that moment."""

    def __init__(self, names):
        self.names, self.lines = names, []

    def visit(self, node):
        if not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
        ):  # those fill in when called
            super().visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.left, ast.Call) and getattr(node.left.func, "id", "") in self.names:
            self.lines.append(node.lineno)
        self.generic_visit(node)


def filled_early(source):
    found = FilledEarly(marked(source).names)
    found.visit(ast.parse(source))
    return found.lines


@cache  # several tests ask of each file
def marked(source):
    found = Marked()
    found.visit(ast.parse(source))
    return found


@pytest.fixture(scope="module")
def catalog():
    entries = polib.pofile(str(ROOT / "locale" / "th" / "LC_MESSAGES" / "django.po"))
    return {(entry.msgctxt, entry.msgid) for entry in entries if not entry.obsolete}


@pytest.mark.parametrize("path", MODULES)
def test_words_are_marked_so_that_they_are_collected(path):
    assert marked(path.read_text(encoding="utf-8")).unseen == []


@pytest.mark.parametrize("path", MODULES)
def test_words_are_filled_in_when_they_are_said(path):
    assert filled_early(path.read_text(encoding="utf-8")) == []


def test_words_filled_in_while_a_module_is_read_are_found():
    head = "from django.utils.translation import gettext_lazy as _\n"
    assert filled_early(head + "most = _('At most %(n)s') % {'n': 3}") == [2]
    assert filled_early(head + "def most():\n    return _('At most %(n)s') % {'n': 3}") == []


@pytest.mark.parametrize("path", MODULES)
def test_words_are_in_the_catalog(path, catalog):
    assert marked(path.read_text(encoding="utf-8")).words - catalog == set()


@pytest.mark.parametrize(
    "line",
    ["say = f\"{_('Save')}\"", "words = map(_, ['Save'])", "word = 'Save'\nsay = _(word)"],
    ids=["f-string", "handed on", "no text"],
)
def test_a_word_the_collector_would_miss_is_found(line):
    assert marked(f"from django.utils.translation import gettext as _\n{line}").unseen


def test_an_alias_the_collector_does_not_know_is_found():
    assert marked("from django.utils.translation import gettext as say\n").unseen


def test_words_are_found_with_their_context():
    found = marked(
        "from django.utils.translation import gettext as _, pgettext, ngettext\n"
        '_("Save"); pgettext("job", "Running"); ngettext("one", "many", 3)'
    )
    assert (found.unseen, found.words) == ([], {(None, "Save"), ("job", "Running"), (None, "one")})
