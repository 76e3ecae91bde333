"""The addresses of the ministry's pages."""

from django.urls import path

from tongchou.channels.supervisor import books, country, query, signals

app_name = "supervisor"

urlpatterns = [
    path("country", country.show_country, name="country"),
    path("country/books", books.show_books, name="books"),
    path("country/signals", signals.show_signals, name="signals"),
    path("country/query", query.ask, name="query"),
    path("country/people/<int:person_id>", query.show_dossier, name="dossier"),
    path("country/<str:province>", country.show_province, name="province"),
]
