"""The addresses of the ministry's pages."""

from django.urls import path

from tongchou.channels.supervisor import books, country, deep, door, query, reconciliations, signals

app_name = "supervisor"

urlpatterns = [
    path("", country.show_country, name="country"),
    path("sign-in", door.sign_in, name="sign_in"),
    path("sign-out", door.sign_out, name="sign_out"),
    path("password", door.password, name="password"),
    path("second", door.second, name="second"),
    path("books", books.show_books, name="books"),
    path("signals", signals.show_signals, name="signals"),
    path("signals/<int:signal_id>", signals.judge, name="signal"),
    path("query", query.ask, name="query"),
    path("people/<str:asked>", query.show_dossier, name="dossier"),
    path("provinces/<str:province>", country.show_province, name="province"),
    path(
        "provinces/<str:province>/reconciliations",
        reconciliations.show_reconciliations,
        name="reconciliations",
    ),
    path("deep-proofs/<int:run_id>", deep.show_deep_proof, name="deep_proof"),
    path(
        "reconciliations/<int:proof_id>",
        reconciliations.show_reconciliation,
        name="reconciliation",
    ),
]
