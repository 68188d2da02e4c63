from django.urls import path

from enrollment.views import run_changes, run_hub

urlpatterns = [
    path("runs/<int:pk>/next/", run_hub.run_next, name="run_next"),
    path("runs/<int:pk>/selected/", run_hub.selections, name="selections"),
    path("runs/<int:pk>/selected/publish/", run_hub.publish_selection, name="publish_selection"),
    path("runs/<int:pk>/selected/<int:version>/", run_hub.selection, name="selection"),
    path("runs/<int:pk>/provide/", run_hub.provide, name="provide_run"),
    path("runs/<int:pk>/close/", run_hub.close, name="close_run"),
    path("seats/<int:pk>/bed/", run_hub.bed, name="bed"),
    path("runs/<int:pk>/call-off/", run_changes.call_off, name="call_off"),
    path("runs/<int:pk>/merge/", run_changes.merge, name="merge_runs"),
    path("runs/<int:pk>/defer/", run_changes.defer, name="defer_run"),
    path("runs/<int:pk>/changes/", run_changes.run_changes, name="run_changes"),
    path("run-changes/<int:pk>/undo/", run_changes.undo, name="undo_run_change"),
]
