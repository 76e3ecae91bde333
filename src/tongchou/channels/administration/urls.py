"""The addresses of the pages of administration."""

from django.urls import path

from tongchou.channels.administration import agencies, clerks, door, records, tokens

app_name = "administration"

urlpatterns = [
    path("", door.begin, name="home"),
    path("sign-in", door.sign_in, name="sign_in"),
    path("sign-out", door.sign_out, name="sign_out"),
    path("password", door.password, name="password"),
    path("second", door.second, name="second"),
    path("agencies", agencies.show_agencies, name="agencies"),
    path("agencies/add", agencies.add, name="agency_add"),
    path("agencies/<str:agency_code>", agencies.show_agency, name="agency"),
    path("agencies/<str:agency_code>/close", agencies.close, name="agency_close"),
    path("clerks", clerks.show_clerks, name="clerks"),
    path("new-clerk", clerks.add, name="clerk_add"),
    path("clerks/<str:login>", clerks.show_clerk, name="clerk"),
    path("clerks/<str:login>/password", clerks.reset, name="clerk_password"),
    path("clerks/<str:login>/duties", clerks.change_duties, name="clerk_duties"),
    path("clerks/<str:login>/second-factor", clerks.remove_factor, name="clerk_factor"),
    path("clerks/<str:login>/tokens", clerks.issue, name="clerk_token"),
    path("clerks/<str:login>/<slug:verb>", clerks.switch, name="clerk_switch"),
    path("tokens", tokens.show_tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke", tokens.revoke, name="token_revoke"),
    path("records/<slug:record>", records.show_records, name="records"),
]
