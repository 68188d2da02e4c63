"""State tables of a certificate, of a template and of a batch."""

from certificates.enums import BatchState, CertificateState, TemplateState

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

BATCH_STATES: dict[BatchState, tuple[BatchState, ...]] = {
    BatchState.PROPOSED: (BatchState.APPROVED, BatchState.SENT_BACK, BatchState.WITHDRAWN),
    BatchState.APPROVED: (BatchState.ISSUED,),
    BatchState.ISSUED: (),
    BatchState.SENT_BACK: (),
    BatchState.WITHDRAWN: (),
}
