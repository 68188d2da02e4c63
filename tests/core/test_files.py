"""What is kept of a file is its pixels: no program, no second file, no place, no comment."""

import io
from datetime import timedelta

import pikepdf
import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image

from core import files, pages
from core.guarded.refusals import TaskRefused
from core.models import SealedFile
from enrollment.models import ConsentPrint
from tests.clock import NOW


def a_pdf(count=1, *, script="", password="", size=(595, 842)):
    """A PDF whose objects are compressed, so that no search for bytes finds what is in it."""
    document = pikepdf.new()
    for _ in range(count):
        document.add_blank_page(page_size=size)
    if script:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(script))
        document.Root.OpenAction = document.make_indirect(action)
        document.attachments["second.exe"] = b"MZ"
    written = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    document.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=locked)
    return written.getvalue()


def a_photograph(kind="JPEG", size=(60, 40), **hidden):
    drawn = io.BytesIO()
    Image.new("RGB", size, "red").save(drawn, kind, **hidden)
    return drawn.getvalue()


@pytest.mark.django_db
def test_a_program_hidden_in_compressed_objects_does_not_survive():
    hostile = a_pdf(script="app.launchURL('http://evil')")
    assert b"JavaScript" not in hostile
    row = files.keep("form.pdf", hostile, at=NOW)
    with pikepdf.open(io.BytesIO(files.content_of(row))) as kept:
        assert set(kept.Root.keys()) <= {"/Type", "/Pages"}
        assert len(kept.attachments) == 0
        assert set(kept.pages[0].keys()) <= {
            "/Type",
            "/Parent",
            "/MediaBox",
            "/Resources",
            "/Contents",
            "/Rotate",
        }
    assert (row.media_type, row.size, row.stored_at) == (files.PDF, len(files.content_of(row)), NOW)


@pytest.mark.django_db
def test_what_is_kept_is_sealed_to_its_row():
    row = files.keep("photo.jpg", a_photograph(), at=NOW)
    content = files.content_of(row)
    assert content.startswith(b"\xff\xd8")
    assert content not in bytes(row.sealed)
    other = SealedFile(name="x", media_type=files.JPEG, size=1, sha256="", stored_at=NOW, sealed=row.sealed)
    with pytest.raises(InvalidTag):
        files.content_of(other)


@pytest.mark.django_db
def test_an_answer_with_a_file_is_a_download_that_runs_nothing():
    row = files.keep_own("x.jpg", b"bytes", media_type=files.JPEG, at=NOW)
    response = files.file_response(row, "ใบ.jpg")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert files.file_response(row, "x.jpg", inline=True).headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: b"", files.FileNotKept),
        (lambda: b"GIF89a" + b"x" * 50, files.FileNotKept),
        (lambda: b"<svg onload='x'/>", files.FileNotKept),
        (lambda: b"%PDF-1.7\nnothing", files.FileUndrawable),
        (lambda: a_pdf(password="secret"), files.FileLocked),
        (lambda: a_pdf(pages.MOST_PAGES + 1), files.TooManyPages),
        (lambda: a_photograph("PNG", (10_001, 5_000)), files.TooManyPixels),
        (lambda: a_photograph()[:300], files.FileNotKept),
    ],
    ids=["empty", "gif", "svg", "no pdf", "locked", "pages", "pixels", "cut off"],
)
def test_each_refusal_has_its_sentence(make, refusal):
    with pytest.raises(TaskRefused) as refused:
        pages.redrawn(make())
    found = files.refusal_of("x.pdf", refused.value)
    assert type(found) is refusal
    assert "%(" not in str(found)


def test_a_file_too_large_is_not_even_looked_at():
    with pytest.raises(files.FileTooLarge):
        files.keep("x.pdf", b"%PDF-" + b"x" * files.MOST_BYTES, at=NOW)


def test_a_photograph_loses_its_comment_and_its_place_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "a place nobody should know"
    original = a_photograph(exif=exif, comment=b"and a comment")
    assert b"nobody" in original
    drawn = pages.redrawn(original)
    assert b"nobody" not in drawn
    assert b"comment" not in drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (40, 60)
        assert not picture.getexif()


def test_a_poster_is_drawn_no_larger_than_a_page():
    count, picture = pages.page_of(a_pdf(2, size=(14_400, 7_200)), 1)
    assert (count, picture.size) == (2, (2400, 1200))


def test_a_page_that_is_not_there_is_damage():
    with pytest.raises(TaskRefused, match=pages.DAMAGED):
        pages.page_of(a_pdf(1), 1)


def test_several_pdfs_become_one():
    parts = [a_pdf(1), a_pdf(2)]
    whole = pages.joined(b"".join(pages.PAGE.pack(len(part)) + part for part in parts))
    with pikepdf.open(io.BytesIO(whole)) as document:
        assert len(document.pages) == 3


@pytest.mark.django_db
def test_a_file_that_nothing_points_to_goes_after_an_hour(school, counselor):
    kept, loose = (files.keep_own("x", b"x", media_type=files.PDF, at=NOW) for _ in range(2))
    ConsentPrint.objects.create(owner=counselor, agency=school, people=1, made_at=NOW, file=kept)
    assert files.drop_loose_files(at=NOW + timedelta(hours=1)) == 0
    assert files.drop_loose_files(at=NOW + timedelta(hours=1, seconds=1)) == 1
    assert list(SealedFile.objects.all()) == [kept]
    assert loose.pk != kept.pk
