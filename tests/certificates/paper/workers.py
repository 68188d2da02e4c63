"""What the child of a press runs when a test wants it to misbehave."""

import os
import shutil
import sys
import time

from certificates.paper.facts import CertificateFacts
from certificates.paper.template import PaperTemplate


def hang(_facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    time.sleep(600)
    return b""


def die(_facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    os._exit(3)


def crash(_facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    raise ValueError("a defect, not a refusal")


def swell(_facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    return b"x" * (2 << 30)


EXHAUSTING = {  # what takes the layout engine minutes or more memory than there is
    "colspan": "<table>" + "<tr>" + "<td colspan=1000>x</td>" * 200 + "</table>",
    "nested": "<div style='display:inline-block'>" * 400 + "x",
    "wide": "<p style='letter-spacing:1e-9pt'>" + "x" * 3_000_000,
    "columns": "<div style='columns:100'>" + "<p>x</p>" * 20_000 + "</div>",
}


def print_exhausting(facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    """The page of `EXHAUSTING` that the number names; of any other number an ordinary one."""
    from certificates.paper.render import print_page  # half a second of imports that no other worker needs

    body = EXHAUSTING.get(facts.number, "x")
    return print_page(f'<html lang="th"><title>x</title><p>ก</p>{body}', {}, facts)


def print_noise(facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    print("noise on standard output")  # noqa: T201
    return facts.number.encode()


BLANK = (
    "<</Type /Catalog/Pages 2 0 R/Names <</EmbeddedFiles 4 0 R>>/AF []>>",
    "<</Type /Pages/Kids [3 0 R]/Count 1>>",
    "<</Type /Page/Parent 2 0 R/MediaBox [0 0 842 595]/Resources <<>>>>",
    "<</Names []>>",
)


def print_blank(facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    """An empty page that names its number in a comment: to be signed like a paper, in no time."""
    pdf, places = f"%PDF-1.7\n% {facts.number}\n".encode(), []
    for number, body in enumerate(BLANK, 1):
        places.append(len(pdf))
        pdf += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    ending = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{len(pdf)}\n%%EOF\n"
    return pdf + ending.encode()


def tell_environment(_facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    return "\n".join(sorted(os.environ)).encode()


def tell_programs(_facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    return f"{shutil.which('sh')} {shutil.which('ld')} {shutil.which('python3')}".encode()


def tell_process(_facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    return f"{os.getpid()} {sys.flags.hash_randomization}".encode()


def hang_on_number_2(facts: CertificateFacts, _template: PaperTemplate) -> bytes:
    if facts.number == "2":
        time.sleep(600)
    return b"printed"
