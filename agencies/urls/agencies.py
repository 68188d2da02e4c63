from django.urls import path

from agencies.views import accounts, agencies

urlpatterns = [
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/new/", agencies.new_agency, name="new_agency"),
    path("agencies/import/", agencies.import_agencies, name="import_agencies"),
    path("agencies/<int:pk>/", agencies.agency, name="agency"),
    path("agencies/<int:pk>/memoranda/", agencies.agency_memoranda, name="agency_memoranda"),
    path("agencies/<int:pk>/edit/", agencies.edit_agency, name="edit_agency"),
    path("agencies/<int:pk>/name/", agencies.rename_agency, name="rename_agency"),
    path("agencies/<int:pk>/codes/", agencies.give_code, name="give_agency_code"),
    path("agencies/codes/<int:pk>/remove/", agencies.remove_code, name="remove_agency_code"),
    path("agencies/<int:pk>/accounts/new/", accounts.open_account, name="open_account"),
    path("agencies/<int:pk>/roles/new/", accounts.give_role, name="give_role"),
    path("agencies/<int:pk>/accounts/<int:account>/password/", accounts.new_password, name="new_password"),
    path("my-contact/", accounts.my_contact, name="my_contact"),
    path("roles/<int:pk>/end/", accounts.end_role, name="end_role"),
    path("roles/<int:pk>/restore/", accounts.restore_role, name="restore_role"),
]
