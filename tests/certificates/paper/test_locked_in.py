"""A server and a file that wait for a visit from the layout engine: none comes, whatever a template asks for."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from weasyprint import HTML

from certificates.paper.render import print_page
from core.paper.refusals import AssetMissing, LayoutBroken
from tests.certificates.paper.samples import a_paper
from tests.certificates.paper.test_render import VECTORS

WORDS = "CANARY7Q9X"
FOLLOWED_NOWHERE = [
    "<script src='http://127.0.0.1:9/x'></script>",
    "<iframe src='http://127.0.0.1:9/x'></iframe>",
]


@pytest.fixture
def canary(tmp_path):
    """(address, file, visits): a server of this machine, a file, and who came."""
    visits = []

    class Counts(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_error(404)

        def log_message(self, *_words):
            pass

    file = tmp_path / "canary.txt"
    file.write_text(WORDS)
    server = HTTPServer(("127.0.0.1", 0), Counts)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", str(file), visits
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_is_fetched_and_nothing_is_read(canary):
    address, file, visits = canary
    printed = 0
    for vector in [*VECTORS, *FOLLOWED_NOWHERE]:
        asked = vector.replace("127.0.0.1:9", address).replace("/etc/passwd", file)
        html = f'<html lang="th"><title>x</title><p>ก</p>{asked}'
        try:
            pdf = print_page(html, {}, a_paper())
        except (AssetMissing, LayoutBroken):
            continue
        printed += 1
        assert WORDS.encode() not in pdf
        assert b"/JavaScript" not in pdf
        assert b"/Launch" not in pdf
        assert b"javascript:" not in pdf.lower()
    assert visits == []
    assert printed == len(FOLLOWED_NOWHERE), "whatever would be fetched stops the paper"


def test_the_same_engine_left_open_goes_there(canary):
    """Without this the test above would show nothing: the canary hears and the file can be read."""
    address, file, visits = canary
    embedded = 0
    for vector in VECTORS:
        asked = vector.replace("127.0.0.1:9", address).replace("/etc/passwd", file)
        pdf = HTML(string=f'<html lang="th"><title>x</title><p>x</p>{asked}').write_pdf(uncompressed_pdf=True)
        embedded += WORDS.encode() in pdf
    assert len(visits) >= 5
    assert embedded >= 3
