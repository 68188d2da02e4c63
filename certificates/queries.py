"""Reads about certificates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery

from agencies.enums import Role
from agencies.models import Agency, User
from certificates.enums import CertificateState, ChangeKind, Series, TemplateState
from certificates.models import Batch, BatchEntry, Certificate, CertificateChange, TemplateVersion
from certificates.paper.facts import CertificateFacts
from certificates.printed import Printed, printed_facts
from enrollment.enums import CompletionResult, DatePrecision
from enrollment.models import Completion, Graduate
from enrollment.queries.names import NameSearch
from enrollment.queries.people import find_identifier
from training.models import CourseRun

PUBLIC_CHANGES = (ChangeKind.REVOKED, ChangeKind.REINSTATED, ChangeKind.REPLACED)
MOST_FOUND = 20
CODE_IN_ADDRESS = re.compile(r"/C/([^/?#\s]+)", re.IGNORECASE)
WITH_PAPER = (CompletionResult.CERTIFICATE, CompletionResult.LETTER)


def paper_of(code: str, born: date) -> Certificate | None:
    """The paper of a code, to who knows its holder's birth date; one query, whichever of the two is wrong."""
    people = Graduate.objects.living().filter(birth_date=born, birth_precision=DatePrecision.DAY)
    rows = Certificate.objects.filter(code=code, completion__enrollment__graduate__in=people)
    return rows.select_related("completion__enrollment__graduate").first()


def papers_of_person(
    rows: QuerySet[Certificate], *, name: str, identifier: str, birth_date: date | None
) -> list[Certificate]:
    """The papers among `rows` of whoever has this number, or this name and birth date; the newest first."""
    graduate = "completion__enrollment__graduate"
    if identifier:
        found = find_identifier(identifier)
        rows = rows.filter(**{graduate: found.graduate_id}) if found else rows.none()
    else:
        sought = NameSearch.read(name)
        rows = rows.filter(sought.condition(f"{graduate}__search_text")) if sought else rows.none()
        rows = rows.filter(**{f"{graduate}__birth_date": birth_date})
    rows = rows.select_related(graduate, "completion__enrollment__run__course").order_by("-issued_at", "pk")
    return list(rows[:MOST_FOUND])


def template_in_use(center: Agency, kind: str) -> TemplateVersion | None:
    """How the centre's papers of this kind look; None where they look as the product comes."""
    return TemplateVersion.objects.filter(center=center, kind=kind, state=TemplateState.IN_USE).first()


def waiting_for(series: str = Series.CERTIFICATE) -> QuerySet[Completion]:
    """Confirmed results that give a paper and never had one of the series; a transcript, once the certificate is there.

    A completion whose certificate was revoked is not issued again by a batch: that is a person's decision.
    """
    papers = Certificate.objects.filter(completion=OuterRef("pk"))
    rows = Completion.objects.filter(~Exists(papers.of_series(series)), result__in=WITH_PAPER)
    if series == Series.TRANSCRIPT:
        certified = papers.of_series(Series.CERTIFICATE).filter(state=CertificateState.ISSUED)
        rows = rows.filter(Exists(certified))
    return rows


def completions_to_certify(*runs: CourseRun, series: str = Series.CERTIFICATE) -> QuerySet[Completion]:
    """Those of the runs who wait for a paper of the series, run by run in seat order."""
    return (
        waiting_for(series)
        .filter(enrollment__run__in=runs)
        .select_related("enrollment__graduate", "enrollment__run__course", "enrollment__run__curriculum")
        .select_related("enrollment__run__center")
        .order_by("enrollment__run__code", "enrollment__seat_number")
    )


def runs_to_certify(user: User, series: str = Series.CERTIFICATE) -> QuerySet[CourseRun]:
    """Runs of the account's centres with people who wait for a paper of the series, and `papers_missing`, how many."""
    centers = user.agencies_as(Role.STAFF, Role.HEAD)
    of_run = waiting_for(series).filter(enrollment__run=OuterRef("pk")).order_by()
    missing = of_run.values("enrollment__run").annotate(people=Count("pk")).values("people")
    runs = CourseRun.objects.filter(center__in=centers, pk__in=waiting_for(series).values("enrollment__run"))
    return runs.annotate(papers_missing=Subquery(missing)).select_related("course").order_by("code")


def has_certificate(completion: Completion) -> bool:
    """Whether a certificate, letter or replacement of the completion is valid."""
    papers = Certificate.objects.of_series(Series.CERTIFICATE).filter(completion=completion)
    return papers.filter(state=CertificateState.ISSUED).exists()


def papers_beside(certificate: Certificate) -> QuerySet[Certificate]:
    """The other valid papers of the same completion."""
    papers = Certificate.objects.filter(completion=certificate.completion_id, state=CertificateState.ISSUED)
    return papers.exclude(pk=certificate.pk)


def entries_of(batch: Batch) -> QuerySet[BatchEntry]:
    """The people of a batch, each with `has_paper`; `completion.papers` are its papers of the series."""
    papers = Certificate.objects.of_series(batch.series)
    return (
        batch.entries.annotate(has_paper=Exists(papers.filter(completion=OuterRef("completion"))))
        .select_related("completion__enrollment__graduate", "completion__enrollment__run__course")
        .prefetch_related(Prefetch("completion__certificates", papers, to_attr="papers"))
    )


def newest_papers(papers: Iterable[Certificate]) -> list[Certificate]:
    """Of one completion's papers the newest of each series, the certificate first."""
    newest = {paper.series: paper for paper in sorted(papers, key=lambda paper: paper.issued_at)}
    return [newest[series] for series in Series if series in newest]


@dataclass(frozen=True)
class Check:
    """What the public check page says of one code."""

    certificate: Certificate
    facts: CertificateFacts

    @property
    def is_valid(self) -> bool:
        return self.certificate.state == CertificateState.ISSUED

    @property
    def printed(self) -> list[Printed]:
        """Every fact that stands on the paper."""
        return printed_facts(self.facts)

    @property
    def history(self) -> list[CertificateChange]:
        """What happened to it since, as far as it is for everybody to know, oldest first."""
        return list(self.certificate.changes.filter(what__in=PUBLIC_CHANGES))


def check(code: str) -> Check | None:
    """The certificate of a code, however it was typed (case, spaces, dashes).

    None if there is none or it was taken from public view: one query finds both out, so that nobody can tell which.
    """
    return _on_view(code=typed_code(code))


def check_bytes(sha256: str) -> Check | None:
    """The certificate whose stored file has this digest, if it is on public view."""
    return _on_view(file__sha256=sha256)


def typed_code(text: str) -> str:
    """A code as the register writes it, out of the address in a QR code too.

    "" for what cannot be one (PostgreSQL refuses a NUL).
    """
    address = CODE_IN_ADDRESS.search(text)
    typed = (address[1] if address else text).upper()
    typed = typed.replace(" ", "").replace("-", "").replace("0", "O").replace("1", "I")
    return typed if typed.isascii() and typed.isalnum() else ""


def _on_view(**which: str) -> Check | None:
    found = Certificate.objects.select_related("center", "successor").filter(hidden_at=None, **which).first()
    return Check(found, CertificateFacts.from_json(found.facts)) if found else None
