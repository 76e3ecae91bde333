"""The address of the page of what applies here."""

from django.urls import path

from tongchou.channels.law import page

app_name = "law"

urlpatterns = [path("", page.show_applies, name="applies")]
