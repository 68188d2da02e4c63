"""How much ink lies in a box: in square millimetres of full black, so that blur, which only spreads it, hides none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from enrollment.papers import signing
from enrollment.papers.signing import ROW_HEIGHT, ROWS_A_PAGE, Box
from enrollment.scanning.straight import SCALE

Dark = NDArray[np.float32]  # 0 paper … 1 black
TILE = 24  # pixels: light is taken as even over three millimetres
FAINTEST = 0.12  # what is less dark than this is paper
SIDEWAYS = 1.5  # millimetres to each side in which a printed frame is looked for
UP_AND_DOWN = 3.5  # the same along the other axis, from a row's code to its first box: paper bends on the way
NEXT = 1.0  # millimetres by which a box may lie off in either direction where the box before it lies
PALE = 0.5  # a printed frame is no darker: ink that crosses it does not count for more
STEP = 2  # pixels of that search
INSET = 1.0  # millimetres inside a frame that are not looked at
# The frames are searched one after the other from the left: where paper bends, each lies a little elsewhere.
PARTS: tuple[tuple[Box, ...], ...] = (
    (signing.SIGNATURE,),
    (signing.PRESENT,),
    (signing.LATE[15], signing.LATE[30]),
    (signing.LATE[45], signing.LATE[60]),
    (signing.WRITTEN,),
    (signing.ABSENT,),
    (signing.EXCUSED,),
)
# Where nothing is printed and hardly anybody writes: how dark empty paper is there.
EMPTY = Box(122.6, signing.TOP + 1, 5.4, 9)


def darkness(flat: Image.Image) -> Dark:
    """The page against its own light: each spot compared with the paper around it."""
    gray = np.asarray(flat.convert("L"), dtype=np.float32)
    height, width = (size // TILE * TILE for size in gray.shape)
    tiles = gray[:height, :width].reshape(height // TILE, TILE, width // TILE, TILE)
    paper = np.percentile(tiles, 85, axis=(1, 3)).astype(np.float32)
    paper = _raised(paper)
    light = np.asarray(
        Image.fromarray(paper).resize((gray.shape[1], gray.shape[0]), Image.Resampling.BILINEAR)
    )
    dark = np.clip(1 - gray / np.maximum(light, 1), 0, 1)
    dark[dark < FAINTEST] = 0
    return np.asarray(dark, dtype=np.float32)


def _raised(paper: NDArray[np.float32]) -> NDArray[np.float32]:
    """A tile full of ink knows no paper: it takes the median of its neighbours if that is lighter."""
    around = np.pad(paper, 1, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3))
    return np.maximum(paper, np.median(windows, axis=(2, 3)).astype(np.float32))


def ink_in(dark: Dark, box: Box, floor: float) -> float:
    """Square millimetres of ink in a box, less what empty paper of that size shows."""
    part = _cut(dark, box)
    return max(0.0, float((part - floor).sum()) / SCALE**2) if part.size else 0.0


def _cut(dark: Dark, box: Box) -> Dark:
    left, top = round(box.x * SCALE), round(box.y * SCALE)
    right, bottom = round((box.x + box.width) * SCALE), round((box.y + box.height) * SCALE)
    return dark[max(0, top) : bottom, max(0, left) : right]


def floor_of(dark: Dark) -> float:
    """How dark empty paper is on this picture: noise and the grain of cheap paper."""
    rows = [_cut(dark, EMPTY.below(row * ROW_HEIGHT)).mean() for row in range(ROWS_A_PAGE)]
    return float(np.median(rows))


Shift = tuple[float, float]  # millimetres right and down


def shifts_of(dark: Dark, row: int, start: Shift) -> tuple[list[Shift], float]:
    """Where each part of a row lies, as its frames say, and how plainly the faintest of them is seen."""
    found: list[Shift] = []
    faintest = 1.0
    for number, _part in enumerate(PARTS):
        start, seen = _best(dark, number, row * ROW_HEIGHT, start)
        found.append(start)
        faintest = min(faintest, seen)
    return found, faintest


@cache
def _frame(number: int) -> NDArray[np.int64]:
    """The pixels (row, column) of the frames of one part, on the topmost row."""
    lines: list[tuple[int, int]] = []
    for box in PARTS[number]:
        left, top = round((box.x + 0.125) * SCALE), round((box.y + 0.125) * SCALE)
        right = round((box.x + box.width - 0.125) * SCALE)
        bottom = round((box.y + box.height - 0.125) * SCALE)
        lines += [(y, x) for x in range(left, right, 2) for y in (top, bottom)]
        lines += [(y, x) for y in range(top, bottom, 2) for x in (left, right)]
    return np.array(lines)


def _offsets(reach: float) -> NDArray[np.int64]:
    return np.arange(-int(reach * SCALE), int(reach * SCALE) + 1, STEP)


def _best(dark: Dark, number: int, down: float, start: Shift) -> tuple[Shift, float]:
    """The shift under which the frames are darkest, and how dark."""
    across, along = _offsets(NEXT if number else SIDEWAYS), _offsets(NEXT if number else UP_AND_DOWN)
    frame = _frame(number)
    y0, x0 = (down + start[1]) * SCALE, start[0] * SCALE
    ys = np.clip(np.rint(frame[:, 0] + y0)[:, None] + along, 0, dark.shape[0] - 1).astype(int)
    xs = np.clip(np.rint(frame[:, 1] + x0)[:, None] + across, 0, dark.shape[1] - 1).astype(int)
    scores = np.minimum(dark[ys[:, :, None], xs[:, None, :]], PALE).mean(axis=0)
    # Where nothing speaks for another place, the expected one is taken.
    away = 0.004 / SCALE * (np.abs(along)[:, None] + np.abs(across)[None, :])
    row, column = np.unravel_index(int((scores - away).argmax()), scores.shape)
    shift = (start[0] + float(across[column]) / SCALE, start[1] + float(along[row]) / SCALE)
    return shift, float(scores[row, column])


def moved(box: Box, row: int, shifts: Sequence[Shift]) -> Box:
    """A box of the topmost row, where it lies on this one."""
    part = next(number for number, boxes in enumerate(PARTS) if box in boxes)
    right, down = shifts[part]
    return Box(box.x + right, box.y + row * ROW_HEIGHT + down, box.width, box.height)
