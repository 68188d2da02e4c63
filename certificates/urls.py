from django.urls import path

from certificates import views

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
    path("check/", views.check_form, name="check_form"),
    path("C/<str:code>", views.check, name="check"),
]
