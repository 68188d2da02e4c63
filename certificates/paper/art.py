"""The drawn parts of the paper: guilloche border, watermark, emblem and QR code, as SVG from mathematics.

Everything is computed from fixed numbers, in millimeters on an A4 page laid on its side: no image, no
state emblem, no borrowed ornament. Colors are opaque tints, because a transparent one would cost an
archive file its simplicity.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import zxingcpp

from certificates.paper import emblem
from certificates.paper.template import HEIGHT, STANDARD, STANDARD_EMBLEM, WIDTH, Box, Frame, PaperTemplate

Point = tuple[float, float]

NAVY, GOLD, PALE_GOLD, MIST = "#1d3557", "#b08d3e", "#d9c48f", "#f5efe0"
PALE_NAVY, SLATE = "#8fa1ba", "#8a92a0"

BAND_MIDDLE, BAND_RADIUS = 13.0, 7.0  # from the edge of the page to the middle of the woven band; its corner
QR_SIZE, QR_QUIET = 25.0, 4  # millimeters over all; modules of quiet zone, as ISO/IEC 18004 asks


def background(template: PaperTemplate = STANDARD) -> str:
    """The part that is the same on every paper of a template: watermark, frame, emblem, lines to sign on."""
    return _svg(WIDTH, HEIGHT, [*_drawn(template)])


def _drawn(template: PaperTemplate) -> Iterator[str]:
    if template.watermark:
        yield from _watermark()
    if template.frame is not Frame.NONE:
        yield from _border(woven=template.frame is Frame.GUILLOCHE)
    if template.frame is Frame.GUILLOCHE:
        yield from _corners()
    yield from _emblem_of(template.emblem, template.emblem_place)
    for rule in template.rules:
        yield _line(f"M{rule.left:g} {rule.top:g}h{rule.width:g}", SLATE, max(rule.height, 0.1))


def _emblem_of(drawing: str, place: Box) -> Iterable[str]:
    if drawing == STANDARD_EMBLEM:
        return _emblem(place.left + place.width / 2, place.top + place.height / 2)
    return [emblem.placed(drawing, place.left, place.top, min(place.width, place.height))] if drawing else []


def qr_code(url: str, title: str, size: float = QR_SIZE) -> str:
    """The code of an address as a drawing with a title; `size` in millimeters over all."""
    modules, lines = qr_lines(url)
    path = "".join(f"M{x} {y}.5h{length}" for x, y, length in lines)
    shapes = [
        f"<title>{_escape(title)}</title>",
        f'<path d="M0 0h{modules}v{modules}h-{modules}z" fill="#ffffff"/>',
        _line(path, "#000000", 1),
    ]
    return _svg(modules, modules, shapes, size=size)


def qr_lines(url: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Modules to a side, and the dark ones in rows: column, row, and how many.

    The address is in capitals (alphanumeric mode: fewer and larger modules) with 25 % error correction. Host names
    and this project's verification paths read the same in either case. zxing-cpp makes it: to choose among the eight
    masks takes a writer in Python half as long as all the rest of a paper.
    """
    code = zxingcpp.create_barcode(url.upper(), zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    image: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    drawn: Any = memoryview(image).tolist()  # a byte a module, 0 is dark
    matrix = [[not light for light in row] for row in drawn]
    lines = [(x + QR_QUIET, y + QR_QUIET, length) for y, row in enumerate(matrix) for x, length in _runs(row)]
    return len(matrix) + 2 * QR_QUIET, lines


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    padded = [0, *(1 if dark else 0 for dark in row), 0]
    starts = [x for x, (before, here) in enumerate(pairwise(padded)) if here > before]
    ends = [x for x, (before, here) in enumerate(pairwise(padded)) if here < before]
    return ((start, end - start) for start, end in zip(starts, ends, strict=True))


def _svg(width: float, height: float, shapes: Iterable[str], size: float | None = None) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{size or width:g}mm" height="{size or height:g}mm">{"".join(shapes)}</svg>'
    )


def _line(path: str, color: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width:g}"/>'


def _disc(path: str, color: str) -> str:
    return f'<path d="{path}" fill="{color}"/>'


def _closed_curve(point_at: Callable[[float], Point], pieces: int) -> str:
    """A closed path with the curve's own points and tangents at `pieces` places, as cubic Béziers."""
    step, near = 1 / pieces, 1e-6
    path = []
    for i in range(pieces + 1):
        (x, y), before, after = (point_at(i * step + shift) for shift in (0, -near, near))
        reach_x, reach_y = ((b - a) * step / (6 * near) for a, b in zip(before, after, strict=True))
        path.append(f"{_at(x - reach_x, y - reach_y)} {_at(x, y)}" if i else f"M{_at(x, y)}")
        path.append(f"C{_at(x + reach_x, y + reach_y)} " if i < pieces else "Z")
    return "".join(path)


def _at(x: float, y: float) -> str:
    """A point to 0.05 mm, a dot of a good printer: half the digits of 0.01 mm, and 8 kB less in every paper."""
    return f"{round(x * 20) / 20:.2f} {round(y * 20) / 20:.2f}"


def _frame(inset: float, radius: float) -> str:
    """A rectangle with rounded corners, `inset` from the edge of the page."""
    right, bottom = WIDTH - inset, HEIGHT - inset
    if not radius:
        return f"M{inset:g} {inset:g}H{right:g}V{bottom:g}H{inset:g}Z"
    arc = f"A{radius:g} {radius:g} 0 0 1"
    return (
        f"M{inset + radius:g} {inset:g}H{right - radius:g}{arc} {right:g} {inset + radius:g}"
        f"V{bottom - radius:g}{arc} {right - radius:g} {bottom:g}H{inset + radius:g}"
        f"{arc} {inset:g} {bottom - radius:g}V{inset + radius:g}{arc} {inset + radius:g} {inset:g}Z"
    )


def _on_track(way: float) -> tuple[Point, Point]:
    """Point and outward normal on the middle line of the band, `way` in 0..1 clockwise from the top left."""
    radius, inset = BAND_RADIUS, BAND_MIDDLE
    across, down = WIDTH - 2 * inset - 2 * radius, HEIGHT - 2 * inset - 2 * radius
    corner = math.pi / 2 * radius
    left_over = (way % 1.0) * (2 * (across + down) + 4 * corner)
    x, y, heading = inset + radius, inset, 0.0
    for straight in (across, down, across, down):
        cos, sin = math.cos(heading), math.sin(heading)
        if left_over <= straight:
            return (x + left_over * cos, y + left_over * sin), (sin, -cos)
        x, y, left_over = x + straight * cos, y + straight * sin, left_over - straight
        center = (x - radius * sin, y + radius * cos)
        if left_over <= corner:
            turn = heading + left_over / radius
            normal = (math.sin(turn), -math.cos(turn))
            return (center[0] + radius * normal[0], center[1] + radius * normal[1]), normal
        heading, left_over = heading + math.pi / 2, left_over - corner
        x, y = center[0] + radius * math.sin(heading), center[1] - radius * math.cos(heading)
    return (x, y), (0.0, -1.0)


def _braid(waves: int, phase: float, height: float, swell: float) -> str:
    """One thread of the band: a sine around the middle line whose height itself swells and falls."""

    def point_at(way: float) -> Point:
        (x, y), (out_x, out_y) = _on_track(way)
        tide = 1 - swell + swell * math.cos(4 * math.pi * waves * way / 3)
        offset = height * tide * math.sin(2 * math.pi * (waves * way + phase))
        return x + out_x * offset, y + out_y * offset

    return _closed_curve(point_at, waves * 4)


def _border(*, woven: bool) -> list[str]:
    threads = [_line(_braid(54, k / 6, 3.5, 0.3), NAVY, 0.14) for k in range(6)]
    glints = [_line(_braid(54, k / 4 + 1 / 8, 2.2, 0.55), GOLD, 0.16) for k in range(4)]
    rules = [
        _line(_frame(6.2, 1.5), NAVY, 0.9),
        _line(_frame(7.6, 1.2), GOLD, 0.3),
        _line(_frame(18.2, 1.2), GOLD, 0.3),
        _line(_frame(19.3, 1.0), NAVY, 0.5),
    ]
    return [*threads, *glints, *rules] if woven else rules


def _rosette(x: float, y: float, radius: float, petals: int, depth: float, turn: float) -> str:
    """A flower r = radius · (1 - depth + depth · cos(petals · angle)), turned by `turn` of one petal."""

    def point_at(way: float) -> Point:
        angle = 2 * math.pi * way
        reach = radius * (1 - depth + depth * math.cos(petals * angle + 2 * math.pi * turn))
        return x + reach * math.cos(angle), y + reach * math.sin(angle)

    return _closed_curve(point_at, petals * 4)


def _circle(x: float, y: float, radius: float) -> str:
    half = f"a{radius:g} {radius:g} 0 1 1"
    return f"M{x - radius:g} {y:g}{half} {2 * radius:g} 0{half} -{2 * radius:g} 0z"


def _corners() -> list[str]:
    inset = 13.0
    places = [(x, y) for x in (inset, WIDTH - inset) for y in (inset, HEIGHT - inset)]
    return [shape for x, y in places for shape in _corner(x, y)]


def _corner(x: float, y: float) -> list[str]:
    return [
        _disc(_circle(x, y, 7.6), "#ffffff"),
        _line(_circle(x, y, 7.6), NAVY, 0.45),
        *(_line(_rosette(x, y, 7.0, 12, 0.22, k / 4), NAVY, 0.14) for k in range(4)),
        *(_line(_rosette(x, y, 4.6, 8, 0.3, k / 3), GOLD, 0.16) for k in range(3)),
        _disc(_circle(x, y, 1.1), NAVY),
    ]


def _watermark() -> list[str]:
    x, y = WIDTH / 2, 112.0
    outer = [_line(_rosette(x, y, 62, 24, 0.12, k / 6), MIST, 0.3) for k in range(6)]
    inner = [_line(_rosette(x, y, 46, 16, 0.3, k / 8), MIST, 0.3) for k in range(8)]
    return [*outer, *inner]


def _emblem(x: float, y: float) -> list[str]:
    """A neutral sign of skill, in the place of a center's own: a cogwheel around a star, in a woven ring."""
    return [
        *(_line(_rosette(x, y, 9.4, 30, 0.06, k / 4), GOLD, 0.18) for k in range(4)),
        _disc(_circle(x, y, 8.3), NAVY),
        _line(_circle(x, y, 7.7), PALE_GOLD, 0.2),
        _disc(_cog(x, y, 6.3, 5.1, 12), PALE_GOLD),
        _disc(_circle(x, y, 3.9), NAVY),
        _disc(_star(x, y, 3.3, 0.95, 8), PALE_GOLD),
    ]


def _polygon(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"


def _polar(x: float, y: float, radius: float, angle: float) -> Point:
    return x + radius * math.sin(angle), y - radius * math.cos(angle)


def _cog(x: float, y: float, tip: float, root: float, teeth: int) -> str:
    step = 2 * math.pi / teeth
    profile = ((root, -0.32), (tip, -0.2), (tip, 0.2), (root, 0.32))
    return _polygon(_polar(x, y, radius, step * (i + part)) for i in range(teeth) for radius, part in profile)


def _star(x: float, y: float, tip: float, root: float, points: int) -> str:
    step = math.pi / points
    return _polygon(_polar(x, y, root if i % 2 else tip, step * i) for i in range(2 * points))
