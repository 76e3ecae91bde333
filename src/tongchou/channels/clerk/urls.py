"""The addresses of the clerks' pages."""

from django.urls import path

from tongchou.channels.clerk import (
    absence,
    door,
    employers,
    hands,
    inbox,
    item,
    lookups,
    notices,
    papers,
    people,
    reports,
    slip,
    start,
    stopping,
)

app_name = "clerk"

urlpatterns = [
    path("", inbox.show_inbox, name="inbox"),
    path("sign-in", door.sign_in, name="sign_in"),
    path("sign-out", door.sign_out, name="sign_out"),
    path("absence", absence.show_absence, name="absence"),
    path("absence/<int:substitution_id>/end", absence.end, name="absence_end"),
    path("password", door.password, name="password"),
    path("second", door.second, name="second"),
    path("items/start", start.show_catalogue, name="catalogue"),
    path("items/start/<slug:code>", start.start, name="start"),
    path("items/next", inbox.next_item, name="next"),
    path("items/<str:number>", item.show_item, name="item"),
    path("items/<str:number>/step", item.take_step, name="step"),
    path("items/<str:number>/hand", hands.pass_on, name="hand"),
    path("items/<str:number>/work", hands.work_on, name="work"),
    path("items/<str:number>/comment", hands.comment, name="comment"),
    path("items/<str:number>/resubmit", item.resubmit, name="resubmit"),
    path("items/<str:number>/number", item.reveal_number, name="item_number"),
    path("items/<str:number>/password", slip.hand_over, name="item_password"),
    path("items/<str:number>/refused.csv", item.download_refused, name="refused"),
    path("find/<slug:sought>", lookups.find, name="find"),
    path("items/<str:number>/papers", papers.attach, name="attach"),
    path("items/<str:number>/papers/promise", papers.promise, name="promise"),
    path("items/<str:number>/papers/<int:attachment_id>", papers.download, name="paper"),
    path("items/<str:number>/stop/<str:stop>", stopping.show_stop, name="stop"),
    path("items/<str:number>/notices/<int:place>", notices.show_notice, name="notice"),
    path("papers", papers.show_awaited, name="papers"),
    path("people", people.show_people, name="people"),
    path("people/<uuid:person_id>", people.show_person, name="person"),
    path("people/<uuid:person_id>/number", people.reveal_number, name="person_number"),
    path("employers", employers.show_employers, name="employers"),
    path("employers/<str:credit_code>", employers.show_employer, name="employer"),
    path("rolls", employers.show_rolls, name="rolls"),
    path("reports", reports.show_reports, name="reports"),
    path("reports/<int:report_id>", reports.show_report, name="report"),
]
