from django.urls import path

from agencies.views import places

urlpatterns = [
    path("places/", places.places, name="places"),
    path("places/choices/", places.place_choices, name="place_choices"),
    path("places/<str:key>/", places.place, name="place"),
]
