"""How the centre's papers look is being decided, and one paper has a past."""

from certificates.enums import CertificateKind
from certificates.models import Certificate
from certificates.paper.template import PREPRINTED
from certificates.services import begin_template, change_template, reinstate_certificate, revoke_certificate
from demo.dates import moment
from demo.world import Cast, World
from training.calendar import DAY


def tell(world: World, cast: Cast) -> int:
    """A version for the department's printed forms is drawn up; a revocation was taken back. Returns the versions."""
    at = moment(world.dates.today - 3 * DAY, 10)
    note = "ลองพิมพ์ลงแบบพิมพ์ของกรม"
    draft = begin_template(
        center=cast.center, kind=CertificateKind.LETTER, start=PREPRINTED, by=cast.staff, at=at
    )
    change_template(draft, PREPRINTED, note=note, by=cast.staff, at=at)
    for certificate in Certificate.objects.filter(center=cast.center, state="issued").order_by("sequence")[
        :1
    ]:
        revoke_certificate(certificate, reason="แจ้งว่าพิมพ์ชื่อผิด", by=cast.head, at=at)
        reason = "ตรวจแล้วชื่อถูกต้องตามบัตรประชาชน"
        reinstate_certificate(certificate, reason=reason, by=cast.head, at=at + DAY)
    return 1
