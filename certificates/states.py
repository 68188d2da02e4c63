"""State tables of a certificate and of a template."""

from certificates.enums import CertificateState, TemplateState

CERTIFICATE_STATES: dict[CertificateState, tuple[CertificateState, ...]] = {
    CertificateState.ISSUED: (CertificateState.REPLACED, CertificateState.REVOKED),
    CertificateState.REPLACED: (),
    CertificateState.REVOKED: (CertificateState.ISSUED,),
}

TEMPLATE_STATES: dict[TemplateState, tuple[TemplateState, ...]] = {
    TemplateState.DRAFT: (TemplateState.PROPOSED,),
    TemplateState.PROPOSED: (TemplateState.DRAFT, TemplateState.IN_USE),
    TemplateState.IN_USE: (TemplateState.RETIRED,),
    TemplateState.RETIRED: (),
}
