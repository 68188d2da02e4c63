"""The words under which consent is asked: published, followed by the next version, never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from enrollment.enums import ConsentKind
from enrollment.models import ConsentText
from enrollment.papers.sheets import longest_sheet
from enrollment.queries.consents import text_in_use
from enrollment.services.consent_prints import refuse_too_long
from enrollment.services.consents import installed


class TextInvalid(Refused):
    sentence = _("The words are missing in Thai or in English.")
    remedy = _("Write both: people read them in either language.")


def publish_text(
    kind: ConsentKind, *, text_th: str, text_en: str, agency: Agency, by: User, at: datetime
) -> ConsentText:
    """Put new words in use from today, if the form with them fits on its page.

    Consents under the former words stand; each says which it was given under. Raises TextInvalid, FormTooLong.
    """
    if not text_th.strip() or not text_en.strip():
        raise TextInvalid
    day = timezone.localdate(at)
    text = ConsentText(kind=kind, text_th=text_th.strip(), text_en=text_en.strip(), valid_from=day)
    text.version = 0
    other = [text_in_use(one, day) for one in ConsentKind if one != kind]
    refuse_too_long([longest_sheet([text, *other], agency)])
    with transaction.atomic():
        installed(kind, day)  # so that the first version keeps its number
        last = ConsentText.objects.filter(kind=kind).aggregate(Max("version"))["version__max"]
        text.version, text.published_by = last + 1, by
        text.save(force_insert=True)
        audit.record("consent_text.published", text, by=by, at=at, kind=kind, version=text.version)
    return text
