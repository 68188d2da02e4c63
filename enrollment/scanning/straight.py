"""From a photograph of a page to the page as it lies flat: one plane seen from anywhere is eight numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from enrollment.papers.signing import PAGE_HEIGHT, PAGE_WIDTH

Points = NDArray[np.float64]  # one (x, y) a line
Plane = NDArray[np.float64]  # 3 × 3: millimetres on the page -> pixels of the picture
SCALE = 8  # pixels a millimetre of the straightened page
SIZE = (round(PAGE_WIDTH * SCALE), round(PAGE_HEIGHT * SCALE))
FARTHEST_OFF = 2.5  # millimetres: a code that lies farther from where it should be belongs to something else
ROUNDS = 4


class NotAPlane(Exception):
    """The points do not say how the page lies."""


def plane_of(page: Points, picture: Points) -> Plane:
    """The plane that fits the pairs best, those that contradict the others left out. Raises NotAPlane."""
    kept = np.ones(len(page), dtype=bool)
    for _round in range(ROUNDS):
        if kept.sum() < 4:
            raise NotAPlane
        plane = _fitted(page[kept], picture[kept])
        off = np.linalg.norm(seen_at(backwards(plane), picture) - page, axis=1)
        closer = off < max(FARTHEST_OFF, 3 * float(np.median(off[kept])))
        if (closer == kept).all():
            break
        kept = closer
    return plane


def _fitted(page: Points, picture: Points) -> Plane:
    """Least squares over all pairs (direct linear transformation, both sides brought to one size first)."""
    from_page, from_picture = _to_unit(page), _to_unit(picture)
    (x, y), (u, v) = seen_at(from_page, page).T, seen_at(from_picture, picture).T
    nil, one = np.zeros_like(x), np.ones_like(x)
    lines = np.concatenate(
        [
            np.stack([-x, -y, -one, nil, nil, nil, u * x, u * y, u], axis=1),
            np.stack([nil, nil, nil, -x, -y, -one, v * x, v * y, v], axis=1),
        ]
    )
    unit = np.linalg.eigh(lines.T @ lines)[1][:, 0].reshape(3, 3)
    plane: Plane = backwards(from_picture) @ unit @ from_page
    if not np.isfinite(plane).all() or abs(plane[2, 2]) < 1e-12 or abs(np.linalg.det(plane)) < 1e-12:
        raise NotAPlane
    return np.asarray(plane / plane[2, 2])


def _to_unit(points: Points) -> Plane:
    middle = points.mean(axis=0)
    spread = float(np.linalg.norm(points - middle, axis=1).mean()) or 1.0
    unit: Plane = np.array([[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, spread]]) / spread
    return unit


def backwards(plane: Plane) -> Plane:
    """From pixels of the picture to millimetres on the page."""
    return np.asarray(np.linalg.inv(plane), dtype=np.float64)


def seen_at(plane: Plane, points: Points) -> Points:
    """Where the plane puts the points."""
    flat = np.column_stack([points, np.ones(len(points))]) @ plane.T
    return np.asarray(flat[:, :2] / flat[:, 2:3])


def straightened(picture: Image.Image, plane: Plane) -> Image.Image:
    """The page as it lies flat, `SCALE` pixels a millimetre; white where the picture ends."""
    factor = max(1, int(_pixels_a_millimetre(plane) / SCALE))
    source = picture.reduce(factor) if factor > 1 else picture
    # Pixel centres, not corners, are what lies at whole numbers.
    to_page = np.array([[1 / SCALE, 0, 0], [0, 1 / SCALE, 0], [0, 0, 1]])
    to_source = np.array([[1 / factor, 0, 0], [0, 1 / factor, 0], [0, 0, 1]])
    whole = to_source @ plane @ to_page
    whole /= whole[2, 2]
    white: int | tuple[int, ...] = 255 if picture.mode == "L" else (255, 255, 255)
    return source.transform(
        SIZE,
        Image.Transform.PERSPECTIVE,
        whole.flatten()[:8].tolist(),
        Image.Resampling.BICUBIC,
        fillcolor=white,
    )


def _pixels_a_millimetre(plane: Plane) -> float:
    middle = np.array([[100.0, 150.0], [110.0, 150.0], [100.0, 160.0]])
    at = seen_at(plane, middle)
    return float(max(np.linalg.norm(at[1] - at[0]), np.linalg.norm(at[2] - at[0])) / 10)


def is_within(picture: Image.Image, plane: Plane, corners: Sequence[tuple[float, float]]) -> bool:
    """Whether a rectangle of the page lies on the picture with all its corners."""
    at = seen_at(plane, np.array(corners))
    return bool((at >= -1).all() and (at[:, 0] <= picture.width).all() and (at[:, 1] <= picture.height).all())
