"""Doors of rights: who saw whom, copies, requests, erasure, retention."""

from django.urls import path

from enrollment.views.rights import copies, erasures, requests, sightings

urlpatterns = [
    path("people/<uuid:pk>/rights/", requests.person_rights, name="person_rights"),
    path("people/<uuid:pk>/rights/new/", requests.receive_request, name="receive_right"),
    path("people/<uuid:pk>/seen-by/", sightings.seen_by, name="seen_by"),
    path("people/<uuid:pk>/copy/", copies.ask_copy, name="ask_copy"),
    path("people/<uuid:pk>/erase/", erasures.propose_erasure, name="propose_erasure"),
    path("people/<uuid:pk>/keep/", erasures.hold, name="hold"),
    path("holds/<int:pk>/lift/", erasures.lift_hold, name="lift_hold"),
    path("rights/", requests.requests, name="rights"),
    path("rights/<int:pk>/", requests.right, name="right"),
    path("rights/<int:pk>/take-back/", requests.take_back, name="take_back_right"),
    path("rights/erasures/", erasures.erasures, name="erasures"),
    path("rights/erasures/<int:pk>/", erasures.erasure, name="erasure"),
    path("rights/erasures/<int:pk>/drop/", erasures.drop_erasure, name="drop_erasure"),
    path("rights/announced/", erasures.announced, name="announced_erasures"),
    path("rights/copies/<uuid:pk>/", copies.data_copy, name="data_copy"),
    path("rights/copies/<uuid:pk>/fetch/", copies.fetch_copy, name="fetch_copy"),
    path("seen/", sightings.accounts_seen, name="accounts_seen"),
    path("seen/<int:pk>/", sightings.seen_people, name="seen_people"),
    path("my-data/", requests.my_data, name="my_data"),
    path("my-data/ask/", requests.ask_right, name="ask_right"),
    path("my-data/copy/", copies.ask_own_copy, name="ask_own_copy"),
]
