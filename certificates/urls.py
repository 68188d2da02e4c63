from django.urls import path

from certificates import public_files, views

urlpatterns = [
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/signing/", views.signing_officers, name="signing_officers"),
    path("certificates/<uuid:pk>/", views.certificate, name="certificate"),
    path("certificates/<uuid:pk>/download/", views.download, name="download_certificate"),
    path("certificates/<uuid:pk>/revoke/", views.revoke, name="revoke_certificate"),
    path("certificates/<uuid:pk>/reinstate/", views.reinstate, name="reinstate_certificate"),
    path("certificates/<uuid:pk>/replace/", views.replace, name="replace_certificate"),
    path("runs/<int:pk>/certificates/", views.run_certificates, name="run_certificates"),
    path("runs/<int:pk>/certificates/issue/", views.issue, name="issue_certificates"),
    path("certificates/keys.json", public_files.keys, name="certificate_keys"),
    path("certificates/keys.pem", public_files.certificates_pem, name="certificate_keys_pem"),
    path(".well-known/did.json", public_files.did, name="certificate_did"),
    path("certificates/status.json", public_files.statuses, name="certificate_statuses"),
    path(
        "certificates/status/<int:center>/<int:fiscal_year>.json",
        public_files.status,
        name="certificate_status",
    ),
    path("check/", views.check_form, name="check_form"),
    path("check/offline/", public_files.check_offline, name="check_offline"),
    path("C/<str:code>", views.check, name="check"),
    path("C/<str:code>/<str:signed>", views.check, name="check_signed"),
]
