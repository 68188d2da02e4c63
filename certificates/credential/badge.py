"""The certificate as an Open Badge 3.0, which is a W3C Verifiable Credential 2.0.

It holds the frozen facts word for word beside the badge's own terms, so that a program that knows badges and one
that knows our paper both find what they look for.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time

from certificates.credential.proof import Json, moment
from certificates.paper.facts import CertificateFacts

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
PURPOSE = "message"  # the status says more than yes or no: `status.MEANINGS`


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the register has a certificate: a gap-free number of a centre's fiscal year (B.E.) is its place."""

    center: int
    fiscal_year: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Issuer:
    """The installation that issues: its address (no slash at the end) and its name as an identifier of the web."""

    base_url: str

    @property
    def did(self) -> str:
        """`did:web` of the address; a port is written as %3A."""
        return "did:web:" + self.base_url.partition("://")[2].replace(":", "%3A").replace("/", ":")

    def method(self, key: str) -> str:
        return f"{self.did}#{key}"

    def list_url(self, center: int, fiscal_year: int) -> str:
        """Where the status list of a centre's fiscal year is published."""
        return f"{self.base_url}/certificates/status/{center}/{fiscal_year}.json"


def badge(facts: CertificateFacts, issuer: Issuer, entry: Entry) -> Json:
    """The credential without its proof."""
    return {
        "@context": [CREDENTIALS, BADGES, _own_terms(issuer)],
        "id": facts.verify_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.course_th,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": facts.center_th},
        "validFrom": moment(datetime.combine(facts.issued_on, time(), UTC)),
        "credentialSubject": _subject(facts, issuer),
        "credentialStatus": _status(issuer, entry),
    }


def _own_terms(issuer: Issuer) -> Json:
    return {"facts": {"@id": f"{issuer.base_url}/certificates/terms#facts", "@type": "@json"}}


def _subject(facts: CertificateFacts, issuer: Issuer) -> Json:
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityHash": facts.name_th,
                "identityType": "name",
                "hashed": False,
            }
        ],
        "achievement": {
            "id": f"{facts.verify_url}#achievement",
            "type": ["Achievement"],
            "name": facts.course_th,
            "description": facts.course_en or facts.course_th,
            "criteria": {"narrative": facts.result_th or facts.course_th},
        },
        "facts": json.loads(facts.to_json()),
    }


def _status(issuer: Issuer, entry: Entry) -> Json:
    url = issuer.list_url(entry.center, entry.fiscal_year)
    return {
        "id": f"{url}#{entry.sequence}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(entry.sequence),
        "statusListCredential": url,
        "statusSize": 2,
        "statusMessage": [
            {"status": "0x0", "message": "valid"},
            {"status": "0x1", "message": "revoked"},
            {"status": "0x2", "message": "replaced"},
        ],
    }
