"""Links that open one paper for a while, without an account: signed, dated, and stored nowhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from certificates.enums import Way
from certificates.models import Certificate

SALT = "certificates.links"
AT_ONCE = timedelta(hours=1)  # for who has just proved who they are


@dataclass(frozen=True)
class OpenedBy:
    """What a link says: the paper, and how its holder came to the link."""

    certificate: Certificate
    way: Way


def token_for(certificate: Certificate, way: Way, *, at: datetime) -> str:
    """The signed part of a link; by e-mail it opens for longer than for who has just been here."""
    lasts = timedelta(hours=settings.PAPER_LINK_HOURS) if way is Way.MAIL else AT_ONCE
    content = [certificate.pk.hex, str(way), int((at + lasts).timestamp())]
    return str(signing.dumps(content, salt=SALT, compress=True))


def address_of(token: str) -> str:
    """The whole address, as it stands in a letter."""
    return f"{settings.BASE_URL}{reverse('paper', args=[token])}"


def open_link(token: str, *, at: datetime) -> OpenedBy | None:
    """The paper that a link opens; None for one that is over, or that we did not make."""
    try:
        key, way, until = signing.loads(token, salt=SALT)
        if at.timestamp() > until:
            return None
        certificate = Certificate.objects.select_related("completion__enrollment__graduate").get(pk=UUID(key))
    except (signing.BadSignature, Certificate.DoesNotExist, ValueError):
        return None
    return OpenedBy(certificate, Way(way))
