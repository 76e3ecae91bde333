"""The addresses of the employers' pages."""

from django.urls import path

from tongchou.channels.employer import door, lookups, matters, pages, typed_rows

app_name = "employer"

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in", door.sign_in, name="sign_in"),
    path("sign-out", door.sign_out, name="sign_out"),
    path("password", door.password, name="password"),
    path("months", pages.months, name="months"),
    path("people", pages.people, name="people"),
    path("find/<slug:sought>", lookups.find, name="find"),
    path("matters", matters.list_matters, name="matters"),
    path("matters/start/<slug:code>", matters.start, name="start"),
    path("matters/start/<slug:code>/rows", typed_rows.type_rows, name="rows"),
    path("matters/<str:number>", matters.show, name="matter"),
    path("matters/<str:number>/correct", matters.correct, name="correct"),
    path("matters/<str:number>/withdraw", matters.withdraw, name="withdraw"),
    path("matters/<str:number>/papers", matters.attach, name="attach"),
]
