from django.urls import path

from enrollment.views import near_misses, rounds, seats, what_ifs

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/fallback/", rounds.new_fallback, name="new_fallback"),
    path("rounds/<int:pk>/choices/", rounds.choosing, name="choosing"),
    path("rounds/<int:pk>/choices/<uuid:person>/", rounds.choices, name="choices"),
    path("rounds/<int:pk>/close/", rounds.close_lists, name="close_lists"),
    path("rounds/<int:pk>/reopen/", rounds.reopen_lists, name="reopen_lists"),
    path("rounds/<int:pk>/propose/", rounds.propose, name="propose"),
    path("rounds/<int:pk>/proposal/", rounds.proposal, name="proposal"),
    path("rounds/<int:pk>/why/<uuid:person>/", rounds.explanation, name="explanation"),
    path("rounds/<int:pk>/near/<int:run>/", near_misses.near_people, name="near_people"),
    path("rounds/<int:pk>/what-ifs/", what_ifs.what_ifs, name="what_ifs"),
    path("rounds/<int:pk>/what-ifs/<int:number>/", what_ifs.what_if, name="what_if"),
    path("rounds/<int:pk>/what-ifs/<int:number>/adopt/", what_ifs.adopt_what_if, name="adopt_what_if"),
    path("rounds/<int:pk>/what-ifs/drop/", what_ifs.drop_adopted, name="drop_adopted"),
    path("rounds/<int:pk>/publish/", rounds.publish, name="publish_round"),
    path("rounds/<int:pk>/finish/", rounds.finish_round, name="finish_round"),
    path("offers/", seats.offers, name="offers"),
    path("offers/<int:pk>/accept/", seats.accept_offer, name="accept_offer"),
    path("offers/<int:pk>/decline/", seats.decline_offer, name="decline_offer"),
    path("runs/<int:pk>/people/", seats.run_people, name="run_people"),
    path("runs/<int:pk>/people/add/", seats.enroll, name="enroll"),
    path("runs/<int:pk>/begin/", seats.begin_training, name="begin_training"),
    path("seats/<int:pk>/consent/", seats.consent_seen, name="consent_seen"),
    path("seats/<int:pk>/leave/", seats.leave, name="leave"),
]
