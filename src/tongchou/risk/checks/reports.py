"""The gate that rests on what other departments reported of a person."""

from collections.abc import Iterator

from tongchou.registry.queries import Reported
from tongchou.risk.gate import Found, Matter, Rung, gate
from tongchou.standards import codes
from tongchou.standards.text import Text

ASK = Text("请核实后确认或否定该反馈", "Look into it, and confirm or reject the report")


@gate(
    title=Text("身份信息有变更或死亡反馈", "Identity changed, or a death reported"),
    rungs={
        "reported.death": Rung.BLOCK,
        "reported.death_open": Rung.AUTHORISE,
        "reported.number": Rung.BLOCK,
        "reported.number_open": Rung.EXPLAIN,
        "reported.name": Rung.EXPLAIN,
    },
)
def identity_changed(matter: Matter) -> Iterator[Found]:
    """Find that a department said of the person what the matter does not: a death, another name.

    What no clerk confirmed stops nothing, since departments err too.
    """
    for one in matter.seen.standing.reports if matter.seen.standing else ():
        if one.kind == "death":
            yield _death(one)
        elif one.facts.get("ssn_now", matter.ssn) != matter.ssn:
            yield _number(one)
        elif one.facts.get("name_now", matter.name) != matter.name:
            yield _name(one)


def _said_by(one: Reported) -> Text:
    named = codes.table("departments")[one.department].text
    return Text(f"{named.zh}{one.said_on}反馈", f"{named.en} reported on {one.said_on}")


def _death(one: Reported) -> Found:
    said, died_on = _said_by(one), one.facts["died_on"]
    text = Text(
        f"{said.zh}：该人员已于{died_on}死亡", f"{said.en} that the person died on {died_on}"
    )
    if one.is_confirmed:
        return Found("reported.death", text, field="ssn")
    return Found("reported.death_open", text, remedy=ASK)


def _number(one: Reported) -> Found:
    said = _said_by(one)
    text = Text(
        f"{said.zh}：该社会保障号码已变更", f"{said.en} that the number was replaced by another"
    )
    if one.is_confirmed:
        remedy = Text("请先办理号码变更", "Have the number changed first")
        return Found("reported.number", text, remedy=remedy, field="ssn")
    return Found("reported.number_open", text, remedy=ASK)


def _name(one: Reported) -> Found:
    said = _said_by(one)
    return Found(
        "reported.name",
        Text(
            f"{said.zh}：该人员现名“{one.facts['name_now']}”",
            f"{said.en} that the person is now called '{one.facts['name_now']}'",
        ),
        remedy=Text("请说明以哪一姓名为准", "Say which name is right"),
        field="name",
    )
