"""The addresses of the citizens' pages."""

from django.urls import path

from tongchou.channels.public import door, pages

app_name = "public"

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in", door.sign_in, name="sign_in"),
    path("sign-out", door.sign_out, name="sign_out"),
    path("password", door.password, name="password"),
    path("months", pages.months, name="months"),
    path("account", pages.account, name="account"),
    path("pension", pages.pension, name="pension"),
]
