"""The codes on a picture of a page, however it lies, as far as they can be read."""

from collections.abc import Iterator

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from enrollment.papers.marks import CODE_LETTERS, CODE_MARK

# A second look at half and a third of the size reads what is blurred or noisy; one at the edges what is pale.
SMALLER = (2, 3)


def codes_on(picture: Image.Image) -> set[str]:
    """The codes of our forms on the picture; empty if none can be read. Rotation does not matter."""
    for seen in _looks(picture.convert("L")):
        found = {_code(text) for text in _texts(seen)} - {""}
        if found:
            return found
    return set()


def _looks(gray: Image.Image) -> Iterator[Image.Image]:
    """The picture itself, then what may make a bad one readable, the cheapest first."""
    yield gray
    for times in SMALLER:
        yield gray.reduce(times)
    yield ImageOps.autocontrast(gray.filter(ImageFilter.MedianFilter(3)), cutoff=2)
    yield gray.filter(ImageFilter.UnsharpMask(radius=6, percent=250, threshold=0))


def _texts(picture: Image.Image) -> Iterator[str]:
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(np.asarray(picture)), formats=formats):
        yield found.text


def _code(text: str) -> str:
    """The code in a QR of ours; "" for any other, as on an identity card or on the receipt below."""
    code = text.removeprefix(CODE_MARK)
    return code if text.startswith(CODE_MARK) and len(code) == CODE_LETTERS and code.isalnum() else ""
