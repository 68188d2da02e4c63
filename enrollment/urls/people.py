from django.urls import path

from enrollment.views import accounts, imports, people, person, registering

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/figures/", people.people_figures, name="people_figures"),
    path("people/columns/", people.choose_columns, name="choose_columns"),
    path("people/new/", registering.new_person, name="new_person"),
    path("people/<uuid:pk>/", person.person, name="person"),
    path("people/<uuid:pk>/edit/", registering.edit_person, name="edit_person"),
    path("people/<uuid:pk>/account/", accounts.give_account, name="give_account"),
    path("people/<uuid:pk>/numbers/<uuid:identifier>/", person.reveal, name="reveal_identifier"),
    path("people/<uuid:pk>/numbers/<uuid:identifier>/end/", person.end_identifier, name="end_identifier"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.upload, name="upload_import"),
    path("imports/template/", imports.template, name="import_template"),
    path("imports/<uuid:pk>/", imports.preview, name="import"),
    path("imports/<uuid:pk>/columns/", imports.columns, name="import_columns"),
    path("imports/<uuid:pk>/read/", imports.read_again, name="read_again"),
    path("imports/<uuid:pk>/tick/", imports.tick_rows, name="tick_rows"),
    path("imports/<uuid:pk>/mark/", imports.mark_file, name="mark_file"),
    path("imports/<uuid:pk>/apply/", imports.apply_import, name="apply_import"),
    path("imports/<uuid:pk>/undo/", imports.undo_import, name="undo_import"),
    path("imports/<uuid:pk>/discard/", imports.discard_import, name="discard_import"),
    path("imports/<uuid:pk>/marked/", imports.marked_file, name="marked_file"),
]
