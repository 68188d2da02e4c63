"""Doors of entering a run: papers and health, the decision, what is relaxed, discipline."""

from django.urls import path

from enrollment.views import conduct, entry, overrides

urlpatterns = [
    path("runs/<int:pk>/entry/", entry.run_entry, name="run_entry"),
    path("seats/<int:pk>/entry/", entry.seat_entry, name="seat_entry"),
    path("seats/<int:pk>/entry/answer/", entry.answer_entry, name="answer_entry"),
    path("seats/<int:pk>/entry/papers/", entry.papers_seen, name="papers_seen"),
    path("seats/<int:pk>/relax/<slug:rule>/", overrides.propose_override, name="propose_override"),
    path("relaxed/", overrides.overrides, name="overrides"),
    path(
        "relaxed/<int:pk>/approve/", overrides.decide_override, {"step": "approve"}, name="approve_override"
    ),
    path("relaxed/<int:pk>/refuse/", overrides.decide_override, {"step": "refuse"}, name="refuse_override"),
    path(
        "relaxed/<int:pk>/withdraw/",
        overrides.decide_override,
        {"step": "withdraw"},
        name="withdraw_override",
    ),
    path("seats/<int:pk>/conduct/", conduct.seat_conduct, name="seat_conduct"),
    path("conduct/<int:pk>/take-back/", conduct.take_back, name="take_back_conduct"),
]
