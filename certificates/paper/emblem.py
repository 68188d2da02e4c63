"""An uploaded emblem: an SVG written anew from the shapes that a drawing needs; whatever else it holds refuses it.

A script, a link, a picture from elsewhere, a style sheet, an entity: none has a place in the new file, and the sender
is told by name what was found. What only describes the drawing (titles, an editor's notes) is left behind.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from certificates.paper.refusals import TemplateInvalid
from certificates.paper.refusals import marked as _

LARGEST = 40_000  # bytes
DEEPEST = 24  # groups within groups
SPACE = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset({"g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"})
NOTES = frozenset({"title", "desc", "metadata"})
PAINT = frozenset({
    "fill", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
})  # fmt: skip
MEASURES = frozenset({
    "d", "points", "transform", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height",
})  # fmt: skip
SAYS_NOTHING = frozenset(
    {"id", "version", "opacity", "fill-opacity", "stroke-opacity", "space", "baseProfile"}
)
OPAQUE = frozenset({"1", "1.0", "100%"})
_VALUE = re.compile(r"[A-Za-z0-9#.,()%+\s-]*")
LARGEST_NUMBER = 1e6  # what is larger may stand in the finished PDF as no number at all
SMALLEST_SIDE = 0.01  # of the view box: the drawing is scaled by its inverse
NUMBERS = MEASURES | {"stroke-width", "stroke-miterlimit"}
UNITS = frozenset({"px", "mm", "cm", "pt", "%"})
WORDS = {
    "d": frozenset("MmLlHhVvCcSsQqTtAaZz"),
    "points": frozenset[str](),
    "transform": frozenset({"translate", "scale", "rotate", "matrix", "skewX", "skewY", "(", ")"}),
}
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_BOX = re.compile(rf"\s*({_NUMBER.pattern})" + rf"[\s,]+({_NUMBER.pattern})" * 3 + r"\s*", re.ASCII)
_LENGTH = re.compile(r"(\d+\.?\d*|\.\d+)(px|mm|cm|pt)?", re.ASCII)


def clean(content: str) -> str:
    """The drawing as we write it, the same if it is cleaned again. Raises TemplateInvalid."""
    if len(content.encode(errors="replace")) > LARGEST:
        raise TemplateInvalid(_("the emblem is larger than %(most)s kB"), most=LARGEST // 1000)
    if "<!" in re.sub(r"<!--.*?-->", "", content, flags=re.DOTALL):
        raise TemplateInvalid(_("the emblem has a document type or entities"))
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - without a document type there are no entities
    except (ElementTree.ParseError, ValueError) as error:
        raise TemplateInvalid(_("the emblem is not an SVG drawing")) from error
    if root.tag != f"{SPACE}svg":
        raise TemplateInvalid(_("the emblem is not an SVG drawing"))
    shapes = "".join(_children(root, 0))
    if not shapes:
        raise TemplateInvalid(_("the emblem is empty"))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_box(root)}"{_attributes(root, PAINT)}>{shapes}</svg>'


def placed(emblem: str, left: float, top: float, size: float) -> str:
    """A clean emblem as a part of a larger drawing, in a square of that size."""
    return emblem.replace("<svg ", f'<svg x="{left:g}" y="{top:g}" width="{size:g}" height="{size:g}" ', 1)


def _children(parent: ElementTree.Element, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise TemplateInvalid(_("the emblem has too many groups within groups"))
    for child in parent:
        name = child.tag.removeprefix(SPACE)
        if name in NOTES or (name.startswith("{") and not _is_known_danger(name)):
            continue  # notes of a drawing program
        if name == "defs" and not len(child):
            continue
        if name not in SHAPES:
            raise TemplateInvalid(
                _("the emblem holds “%(part)s”, which is not a plain shape"), part=name[:20]
            )
        inner = "".join(_children(child, depth + 1))
        yield f"<{name}{_attributes(child, PAINT | MEASURES)}>{inner}</{name}>"


def _is_known_danger(name: str) -> bool:
    """A script by another name space is a script to some programs."""
    return name.rpartition("}")[2].lower() in {"script", "a", "image", "style", "foreignobject", "iframe"}


def _attributes(element: ElementTree.Element, allowed: frozenset[str]) -> str:
    said = dict(_said(element))
    return "".join(f" {name}={quoteattr(said[name])}" for name in sorted(said.keys() & allowed))


def _said(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Name and value of every attribute that has a meaning, those of a `style` among them."""
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        if name == "style":
            for rule in filter(str.strip, value.split(";")):
                left, _, right = rule.partition(":")
                yield from _one(left.strip(), right.strip())
        elif not key.startswith("{") or name == "href":
            yield from _one(name, value)


def _one(name: str, value: str) -> Iterator[tuple[str, str]]:
    lower = value.lower()
    if name.lower().startswith("on") or name == "href" or not _VALUE.fullmatch(value) or "url(" in lower:
        raise TemplateInvalid(_("the emblem holds “%(part)s”, which is not a plain shape"), part=name[:20])
    if name in NUMBERS and not _is_measured(name, value):
        raise TemplateInvalid(
            _("the emblem holds “%(part)s”, which is not a plain shape"), part=f"{name}={value}"[:20]
        )
    if name.endswith("opacity") and value.strip() not in OPAQUE:
        raise TemplateInvalid(_("the emblem is transparent in parts; fill it with plain colors"))
    if name not in SAYS_NOTHING:
        yield name, " ".join(value.split())


def _is_measured(name: str, value: str) -> bool:
    """Whether a measure is made of numbers of a sensible size, and of the words that belong to it."""
    numbers = [abs(float(number)) for number in _NUMBER.findall(value)]
    rest = _NUMBER.sub(" ", value).replace(",", " ")
    words = set(re.findall(r"\S" if name == "d" else r"[A-Za-z]+|\S", rest))
    return bool(numbers) and max(numbers) <= LARGEST_NUMBER and words <= WORDS.get(name, UNITS)


def _box(root: ElementTree.Element) -> str:
    """The drawing's own coordinates, from its view box or its size."""
    found = _BOX.fullmatch(root.get("viewBox", ""))
    if found:
        box = found.groups()
    else:
        sides = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
        box = ("0", "0", *(side[1] if side else "0" for side in sides))
    corner, size = map(float, box[:2]), map(float, box[2:])
    if any(abs(each) > LARGEST_NUMBER for each in corner) or not all(
        SMALLEST_SIDE <= each <= LARGEST_NUMBER for each in size
    ):
        raise TemplateInvalid(_("the emblem does not say how large it is (viewBox)"))
    return " ".join(box)
