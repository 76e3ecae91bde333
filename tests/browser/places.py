"""Every page of the faces, by a name, and how one comes to it."""

from dataclasses import dataclass

from faces import Visitor, login_of
from tongchou.channels.demo.life import Played, cast


@dataclass(frozen=True)
class Place:
    """A page: its node, its face, who reads it, its address, and what is clicked, asked or
    searched for there.
    """

    code: str
    face: str
    who: str
    path: str
    click: str = ""
    ask: str = ""
    search: str = ""


PLACES = {
    "clerks' door": Place("34", "clerk", "", "/clerk/sign-in"),
    "empty inbox": Place("34", "clerk", "approver", "/clerk/"),
    "narrowed inbox": Place("34", "clerk", "clerk", "/clerk/?which=done&item=wage_declaration"),
    "absence": Place("34", "clerk", "clerk", "/clerk/absence"),
    "done": Place("34", "clerk", "clerk", "/clerk/?which=done"),
    "catalogue": Place("34", "clerk", "clerk", "/clerk/items/start"),
    "long form": Place("34", "clerk", "clerk", "/clerk/items/start/prior_record"),
    "file form": Place("34", "clerk", "clerk", "/clerk/items/start/wage_declaration"),
    "verdicts": Place("34", "clerk", "clerk", "/clerk/items/{declaration}"),
    "pension item": Place("31", "clerk", "clerk", "/clerk/items/{pension}"),
    "notice": Place("31", "clerk", "clerk", "/clerk/items/{pension}/notices/1"),
    "roll item": Place("31", "clerk", "clerk", "/clerk/items/{roll}"),
    "transfer item": Place("32", "clerk", "clerk", "/clerk/items/{letter}"),
    "papers to follow": Place("34", "clerk", "clerk", "/clerk/papers"),
    "for other provinces": Place("34", "clerk", "clerk", "/clerk/forwarded"),
    "people": Place("34", "clerk", "clerk", "/clerk/people"),
    "nobody": Place("34", "clerk", "clerk", "/clerk/people", search="nobody"),
    "people by sound": Place("34", "clerk", "clerk", "/clerk/people", search="li"),
    "person": Place("31", "clerk", "clerk", "/clerk/people", search="{retiree}", click="a.walk"),
    "employers": Place("34", "clerk", "clerk", "/clerk/employers"),
    "employers by sound": Place("34", "clerk", "clerk", "/clerk/employers", search="jixie"),
    "employer": Place("34", "clerk", "clerk", "/clerk/employers/{employer}"),
    "rolls": Place("31", "clerk", "clerk", "/clerk/rolls"),
    "reports": Place("34", "clerk", "clerk", "/clerk/reports"),
    "own signals": Place("34", "clerk", "clerk", "/clerk/signals"),
    "own signal": Place("34", "clerk", "clerk", "/clerk/signals", click="tr:last-child a.walk"),
    "no such page": Place("34", "clerk", "clerk", "/clerk/nothing"),
    "outside the scope": Place("34", "clerk", "clerk340104", "/clerk/employers/{employer}"),
    "administrators' door": Place("34", "administration", "", "/administration/sign-in"),
    "agencies": Place("34", "administration", "system", "/administration/agencies"),
    "new agency": Place("34", "administration", "system", "/administration/agencies/add"),
    "agency": Place("34", "administration", "system", "/administration/agencies/340104"),
    "clerks": Place("34", "administration", "security", "/administration/clerks"),
    "new clerk": Place("34", "administration", "system", "/administration/new-clerk"),
    "changed clerk": Place("34", "administration", "system", "/administration/clerks/clerk"),
    "clerk's duties": Place("34", "administration", "security", "/administration/clerks/clerk"),
    "tokens": Place("34", "administration", "security", "/administration/tokens"),
    "acts": Place("34", "administration", "audit", "/administration/records/acts"),
    "sign-ins": Place("34", "administration", "audit", "/administration/records/sign-ins"),
    "looks": Place("34", "administration", "audit", "/administration/records/looks"),
    "what applies": Place("34", "applies", "", "/applies/"),
    "my batches": Place("34", "clerk", "reviewer", "/clerk/batches"),
    "own second factor": Place("34", "clerk", "clerk", "/clerk/second"),
    "own password": Place("34", "clerk", "clerk", "/clerk/password"),
    "citizens' door": Place("31", "my", "", "/my/sign-in"),
    "employers' door": Place("34", "employer", "", "/employer/sign-in"),
    "employer's home": Place("34", "employer", "delegate", "/employer/"),
    "employer's people": Place("34", "employer", "delegate", "/employer/people"),
    "nobody of the employer": Place(
        "34", "employer", "delegate", "/employer/people", search="nobody"
    ),
    "employer's months": Place("34", "employer", "delegate", "/employer/months"),
    "employer's matters": Place("34", "employer", "delegate", "/employer/matters"),
    "employer's form": Place(
        "34", "employer", "delegate", "/employer/matters/start/person_enrolment"
    ),
    "employer's file": Place(
        "34", "employer", "delegate", "/employer/matters/start/wage_declaration"
    ),
    "employer's rows": Place(
        "34", "employer", "delegate", "/employer/matters/start/wage_declaration/rows"
    ),
    "mover's matters": Place("32", "my", "mover", "/my/matters"),
    "mover's matter": Place("32", "my", "mover", "/my/matters/{letter}"),
    "claim": Place("31", "my", "retiree", "/my/matters/start/retirement_claim"),
    "mover's home": Place("00", "my", "mover", "/my/"),
    "mover's months": Place("32", "my", "mover", "/my/months"),
    "mover's retirement": Place("32", "my", "mover", "/my/pension"),
    "retiree's home": Place("31", "my", "retiree", "/my/"),
    "retiree's months": Place("31", "my", "retiree", "/my/months"),
    "retiree's account": Place("31", "my", "retiree", "/my/account"),
    "retiree's pension": Place("31", "my", "retiree", "/my/pension"),
    "country": Place("00", "nation", "supervisor", "/nation/"),
    "books": Place("00", "nation", "supervisor", "/nation/books?month=2024-11"),
    "one account": Place("00", "nation", "supervisor", "/nation/books?month=2024-11&account=1003"),
    "empty books": Place("00", "nation", "supervisor", "/nation/books?month=2020-01"),
    "signals": Place("00", "nation", "supervisor", "/nation/signals"),
    "signal": Place("00", "nation", "supervisor", "/nation/signals", click="tr:last-child a.walk"),
    "query": Place("00", "nation", "supervisor", "/nation/query"),
    "dossier": Place("00", "nation", "supervisor", "/nation/query", ask="mover"),
    "province": Place("00", "nation", "supervisor", "/nation/provinces/34"),
    "strange province": Place("00", "nation", "supervisor", "/nation/provinces/11"),
}


def come_to(visitor: Visitor, place: Place, played: Played) -> None:
    """Go to a place, as a person would."""
    path = place.path.format(
        declaration=played.declarations[0]["item_number"],
        pension=played.pension["item_number"],
        roll=played.roll["item_number"],
        letter=played.transfer["letter"],
        employer=cast()["mover"]["credit_code"],
    )
    page = visitor.go(path)
    if place.search:
        page.fill("[name=text]", place.search.format(retiree=cast()["retiree"]["ssn"]))
        page.press("[name=text]", "Enter")
        page.wait_for_url("**list=**")
    if place.click:
        page.click(place.click)
    if place.ask:
        page.fill("#field-ssn", login_of(place.ask))
        page.fill("#field-reason", "来函核查")
        page.click("main form button")
    page.wait_for_selector("h1")
