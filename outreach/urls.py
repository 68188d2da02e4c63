from django.urls import path

from outreach import views

urlpatterns = [
    path("follow-up/", views.follow_ups, name="follow_ups"),
    path("follow-up/<int:pk>/", views.follow_up, name="follow_up"),
]
