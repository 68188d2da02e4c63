from django.urls import path

from agencies.views import hats

urlpatterns = [path("hats/", hats.hats, name="hats")]
