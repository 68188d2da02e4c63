from django.urls import path

from program import views

urlpatterns = [path("report/", views.report, name="report")]
