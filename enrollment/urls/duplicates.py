from django.urls import path

from enrollment.views import duplicates

urlpatterns = [
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/scan/", duplicates.request_scan, name="scan_duplicates"),
    path("duplicates/merged/", duplicates.merges, name="merges"),
    path("duplicates/merged/<int:pk>/undo/", duplicates.undo, name="undo_merge"),
    path("duplicates/<int:pk>/", duplicates.review, name="duplicate"),
    path("duplicates/<int:pk>/merge/", duplicates.merge, name="merge_pair"),
    path("duplicates/<int:pk>/different/", duplicates.different, name="different_people"),
    path("duplicates/<int:pk>/again/", duplicates.judge_again, name="judge_pair_again"),
    path("people/<uuid:pk>/same/", duplicates.same_as, name="same_as"),
]
