"""Doors of referrals: both sides', and the public ones of who asks alone."""

from django.urls import path

from enrollment.views import asking, referrals, referring

urlpatterns = [
    path("people/refer/", referring.refer_several, name="refer_several"),
    path("people/<uuid:pk>/refer/", referring.refer, name="refer"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/accept/", referrals.accept_referrals, name="accept_referrals"),
    path("referrals/<int:pk>/", referrals.referral, name="referral"),
    path("referrals/<int:pk>/slip/", referrals.slip, name="referral_slip"),
    path("referrals/<int:pk>/edit/", referring.edit_draft, name="edit_draft"),
    path("referrals/<int:pk>/discard/", referrals.discard_draft, name="discard_draft"),
    path("referrals/<int:pk>/receive/", referrals.receive_referral, name="receive_referral"),
    path("referrals/<int:pk>/accept/", referrals.accept_referral, name="accept_referral"),
    path("referrals/<int:pk>/decline/", referrals.decline_referral, name="decline_referral"),
    path("referrals/<int:pk>/hand-on/", referring.hand_on, name="hand_on"),
    path("referrals/<int:pk>/withdraw/", referrals.withdraw_referral, name="withdraw_referral"),
    path("ask/", asking.ask, name="ask"),
    path("ask/<slug:code>/", asking.asked, name="asked"),
]
