"""The addresses of a citizen's own matters, where items are handled: in a province."""

from django.urls import path

from tongchou.channels.public import matters

app_name = "own"

urlpatterns = [
    path("matters", matters.list_matters, name="matters"),
    path("matters/start/<slug:code>", matters.start, name="start"),
    path("matters/<str:number>", matters.show, name="matter"),
    path("matters/<str:number>/correct", matters.correct, name="correct"),
    path("matters/<str:number>/withdraw", matters.withdraw, name="withdraw"),
    path("matters/<str:number>/papers", matters.attach, name="attach"),
]
