"""Doors of the training in a firm."""

from django.urls import path

from enrollment.views import own_placement, placement_lists, placement_papers, placements, sites

urlpatterns = [
    path("placements/", placement_lists.placements, name="placements"),
    path("runs/<int:pk>/placements/", placement_lists.run_placements, name="run_placements"),
    path("seats/<int:pk>/placement/", placements.seat_placement, name="seat_placement"),
    path("seats/<int:pk>/placement/begin/", placements.begin_placement, name="begin_placement"),
    path("placements/<int:pk>/hours-sheet/", placement_papers.hours_sheet, name="hours_sheet"),
    path("placements/signed-hours/<int:pk>/", placement_papers.signed_hours, name="signed_hours"),
    path("placements/<int:pk>/<slug:act>/", placements.placement_act, name="placement_act"),
    path("placements/<int:pk>/papers/<str:paper>/", placement_papers.placement_paper, name="placement_paper"),
    path("my-placement/hours-sheet/", own_placement.my_hours_sheet, name="my_hours_sheet"),
    path("my-placement/", own_placement.my_placement, name="my_placement"),
    path("workplaces/", sites.workplaces, name="workplaces"),
    path("workplaces/new/", sites.new_workplace, name="new_workplace"),
    path("workplaces/<int:pk>/", sites.workplace, name="workplace"),
    path("workplaces/<int:pk>/edit/", sites.edit_workplace, name="edit_workplace"),
    path("workplaces/<int:pk>/visit/", sites.visit_workplace, name="visit_workplace"),
]
