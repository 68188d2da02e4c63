"""Every door of the product."""

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from core.policy import public, signed_in

urlpatterns = [
    path("", include("core.urls")),
    path("i18n/setlang/", public(set_language), name="set_language"),
    # An account has no address for mail, so nobody is asked for one.
    path("accounts/email/", signed_in(RedirectView.as_view(pattern_name="home")), name="no_email"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api")),
    path("", include("agencies.urls")),
    path("", include("training.urls")),
    path("", include("scheduling.urls")),
    path("", include("enrollment.urls")),
    path("", include("certificates.urls")),
    path("", include("outreach.urls")),
    path("", include("program.urls")),
]
