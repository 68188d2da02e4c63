"""Doors of consent: one person's, the trainee's own, slips, lists, printed forms, signed pages."""

from django.urls import path

from enrollment.views import consent_papers, consent_slips, consents, scans

urlpatterns = [
    path("people/<uuid:pk>/consents/", consents.person_consents, name="person_consents"),
    path("people/<uuid:pk>/consents/give/", consents.give_consent, name="give_consent"),
    path("people/<uuid:pk>/consents/link/", consents.consent_link, name="consent_link"),
    path("people/<uuid:pk>/consents/form/", consents.print_person_form, name="print_person_form"),
    path("people/<uuid:pk>/consents/marriage/", consents.marriage, name="marriage"),
    path("my/consents/", consents.my_consents, name="my_consents"),
    path("consent/<str:code>/", consent_slips.consent_slip, name="consent_slip"),
    path("consents/", consent_papers.lacking_consents, name="lacking_consents"),
    path("consents/print/", consent_papers.print_lacking, name="print_lacking"),
    path("consents/<uuid:pk>/withdraw/", consents.withdraw_consent, name="withdraw_consent"),
    path("consents/<uuid:pk>/page/", consents.consent_file, name="consent_file"),
    path("consents/prints/<uuid:pk>/", consent_papers.consent_print, name="consent_print"),
    path("consents/prints/<uuid:pk>/file/", consent_papers.consent_print_file, name="consent_print_file"),
    path("consent-texts/", consents.consent_texts, name="consent_texts"),
    path("consent-texts/<str:kind>/new/", consents.new_consent_text, name="new_consent_text"),
    path("consents/scans/", scans.consent_scans, name="consent_scans"),
    path("consents/scans/new/", scans.upload_scans, name="upload_scans"),
    path("consents/scans/<uuid:pk>/", scans.consent_scan, name="consent_scan"),
    path("consents/pages/<uuid:pk>/", scans.scan_page, name="scan_page"),
    path("consents/pages/<uuid:pk>/picture/", scans.scan_picture, name="scan_picture"),
    path("consents/pages/<uuid:pk>/confirm/", scans.confirm_page, name="confirm_page"),
    path("consents/pages/<uuid:pk>/assign/", scans.assign_page, name="assign_page"),
    path("consents/pages/<uuid:pk>/back/", scans.send_page_back, name="send_page_back"),
    path("consents/pages/<uuid:pk>/discard/", scans.discard_page, name="discard_page"),
]
