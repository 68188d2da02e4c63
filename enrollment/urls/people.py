"""Doors of the registry, imports and referrals."""

from django.urls import path

from enrollment.views import accounts, imports, people, referrals

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/edit/", people.edit_person, name="edit_person"),
    path("people/<uuid:pk>/account/", accounts.give_account, name="give_account"),
    path("people/<uuid:pk>/refer/", referrals.refer, name="refer"),
    path("people/<uuid:pk>/numbers/<uuid:identifier>/", people.reveal, name="reveal_identifier"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.upload, name="upload_import"),
    path("imports/template/", imports.template, name="import_template"),
    path("imports/<uuid:pk>/", imports.preview, name="import"),
    path("imports/<uuid:pk>/apply/", imports.apply_import, name="apply_import"),
    path("imports/<uuid:pk>/undo/", imports.undo_import, name="undo_import"),
    path("imports/<uuid:pk>/discard/", imports.discard_import, name="discard_import"),
    path("imports/<uuid:pk>/marked/", imports.marked_file, name="marked_file"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<int:pk>/", referrals.referral, name="referral"),
    path("referrals/<int:pk>/accept/", referrals.accept_referral, name="accept_referral"),
    path("referrals/<int:pk>/decline/", referrals.decline_referral, name="decline_referral"),
    path("referrals/<int:pk>/withdraw/", referrals.withdraw_referral, name="withdraw_referral"),
]
