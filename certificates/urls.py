from django.urls import path

from certificates import public_files
from certificates.views import batches, checking, giving, papers, templates

urlpatterns = [
    path("certificates/", papers.certificates, name="certificates"),
    path("certificates/signing/", papers.signing_officers, name="signing_officers"),
    path("certificates/<uuid:pk>/", papers.certificate, name="certificate"),
    path("certificates/<uuid:pk>/download/", papers.download, name="download_certificate"),
    path("certificates/<uuid:pk>/revoke/", papers.revoke, name="revoke_certificate"),
    path("certificates/<uuid:pk>/reinstate/", papers.reinstate, name="reinstate_certificate"),
    path("certificates/<uuid:pk>/replace/", papers.replace, name="replace_certificate"),
    path("certificates/<uuid:pk>/replace-lost/", papers.replace_lost, name="replace_lost_certificate"),
    path("certificates/<uuid:pk>/print-ready/", papers.print_ready, name="print_ready_certificate"),
    path("certificates/<uuid:pk>/hide/", papers.hide, name="hide_certificate"),
    path("certificates/<uuid:pk>/show/", papers.show, name="show_certificate"),
    path("runs/<int:pk>/certificates/", papers.run_certificates, name="run_certificates"),
    path("runs/<int:pk>/certificates/papers.zip", papers.run_papers, name="run_papers"),
    path("certificates/batches/", batches.batches, name="certificate_batches"),
    path("certificates/batches/try/", batches.try_certificates, name="try_certificates"),
    path("certificates/batches/<int:pk>/", batches.batch, name="certificate_batch"),
    path("certificates/batches/<int:pk>/approve/", batches.approve, name="approve_certificate_batch"),
    path("certificates/batches/<int:pk>/resume/", batches.resume, name="resume_certificate_batch"),
    path("certificates/batches/<int:pk>/send-back/", batches.send_back, name="send_back_certificate_batch"),
    path("certificates/batches/<int:pk>/withdraw/", batches.withdraw, name="withdraw_certificate_batch"),
    path("certificates/keys.json", public_files.keys, name="certificate_keys"),
    path("certificates/keys.pem", public_files.certificates_pem, name="certificate_keys_pem"),
    path(".well-known/did.json", public_files.did, name="certificate_did"),
    path("certificates/status.json", public_files.statuses, name="certificate_statuses"),
    path(
        "certificates/status/<int:center>/<int:fiscal_year>.json",
        public_files.status,
        name="certificate_status",
    ),
    path("check/", checking.check_form, name="check_form"),
    path("check/file/", checking.check_file, name="check_file"),
    path("check/offline/", public_files.check_offline, name="check_offline"),
    path("certificates/templates/", templates.templates, name="paper_templates"),
    path("certificates/templates/new/", templates.new_template, name="new_paper_template"),
    path("certificates/templates/<int:pk>/", templates.template, name="paper_template"),
    path("certificates/templates/<int:pk>/edit/", templates.edit_template, name="edit_paper_template"),
    path(
        "certificates/templates/<int:pk>/preview/", templates.preview_template, name="preview_paper_template"
    ),
    path(
        "certificates/templates/<int:pk>/sample/<str:sample>/",
        templates.template_sample,
        name="paper_template_sample",
    ),
    path(
        "certificates/templates/<int:pk>/propose/", templates.propose_template, name="propose_paper_template"
    ),
    path(
        "certificates/templates/<int:pk>/discard/", templates.discard_template, name="discard_paper_template"
    ),
    path(
        "certificates/templates/<int:pk>/approve/", templates.approve_template, name="approve_paper_template"
    ),
    path(
        "certificates/templates/<int:pk>/send-back/",
        templates.send_back_template,
        name="send_back_paper_template",
    ),
    path("certificates/templates/<int:pk>/retire/", templates.retire_template, name="retire_paper_template"),
    path("my/certificates/", giving.my_certificates, name="my_certificates"),
    path("certificates/lost/", giving.lost, name="lost_certificates"),
    path("certificates/<uuid:pk>/give-again/", giving.give_again, name="give_certificate_again"),
    path("certificates/<uuid:pk>/file/<str:what>/", giving.certificate_file, name="certificate_file"),
    path("papers/", giving.get_paper, name="get_any_paper"),
    path("papers/of/<str:code>/", giving.get_paper, name="get_paper"),
    path("papers/<str:token>/", giving.paper, name="paper"),
    path("papers/<str:token>/mail/", giving.mail_paper, name="mail_paper"),
    path("papers/<str:token>/<str:what>/", giving.paper_file, name="paper_file"),
    path("C/<str:code>", checking.check, name="check"),
    path("C/<str:code>/<str:signed>", checking.check, name="check_signed"),
]
