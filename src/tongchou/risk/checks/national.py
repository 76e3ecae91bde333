"""Gates that rest on what the ministry answered about a person: what other provinces hold."""

from collections.abc import Iterator

from tongchou.risk.gate import Found, Matter, Rung, gate
from tongchou.risk.inquiry import Asks, Elsewhere
from tongchou.standards import codes
from tongchou.standards.text import Text


@gate(
    title=Text("全国核验", "Asked of the ministry"),
    rungs={"national.no_ministry": Rung.NOTE, "national.unheard": Rung.NOTE},
)
def ministry_answer(matter: Matter) -> Iterator[Found]:
    """Find that nobody could be asked, or that the ministry does not hear every province."""
    if not matter.has_ministry:
        yield Found(
            "national.no_ministry",
            Text(
                "本节点未连接部级节点，未核验该人员在外省的情况",
                "This node has no ministry: what other provinces hold of the person is not known",
            ),
        )
    if matter.answer and matter.answer.unheard:
        named = [codes.table("divisions")[code].text for code in matter.answer.unheard]
        yield Found(
            "national.unheard",
            Text(
                f"部级节点未及时收到以下省份的数据：{'、'.join(one.zh for one in named)}",
                f"The ministry did not hear of late from {', '.join(one.en for one in named)}",
            ),
            evidence=matter.answer.digest,
        )


@gate(
    title=Text("已在外省领取待遇", "Draws a benefit in another province"),
    rungs={"national.draws_benefit": Rung.BLOCK},
    asks=(Asks.BENEFIT,),
)
def draws_benefit_anywhere(matter: Matter) -> Iterator[Found]:
    """Find a benefit that another province pays: nobody draws two, and no such record moves."""
    for one in _found(matter, Asks.BENEFIT):
        place = codes.table("divisions")[one.province].text
        yield Found(
            "national.draws_benefit",
            Text(
                f"该人员已在{place.zh}领取养老保险待遇（{one.span.zh}）",
                f"The person draws a benefit in {place.en} ({one.span.en})",
            ),
            remedy=Text(
                f"请与{place.zh}核实；待遇有误的，由该省先行更正",
                f"Ask {place.en}; if the benefit is wrong there, it is put right there first",
            ),
            field="ssn",
            evidence=_digest(matter),
        )


@gate(
    title=Text("同月在外省缴费", "Contributes elsewhere in the same months"),
    rungs={"national.same_months": Rung.EXPLAIN},
    asks=(Asks.CONTRIBUTIONS,),
)
def contributes_elsewhere(matter: Matter) -> Iterator[Found]:
    """Find the months paid here in which another province holds contributions as well."""
    own = set(matter.seen.months)
    for one in _found(matter, Asks.CONTRIBUTIONS):
        until = one.until_month or one.from_month + 1
        both = own.intersection(range(one.from_month, until))
        if both:
            place = codes.table("divisions")[one.province].text
            yield Found(
                "national.same_months",
                Text(
                    f"{one.span.zh}在{place.zh}也有缴费，其中{len(both)}个月与本省重复",
                    f"{place.en} holds contributions of {one.span.en} too;"
                    f" months that are the same as here: {len(both)}",
                ),
                remedy=Text(
                    "请说明保留哪一地的缴费、另一地如何退费",
                    "Say which of the two stands, and how the other is paid back",
                ),
                evidence=_digest(matter),
            )


@gate(
    title=Text("在外省有转移未办结", "A transfer under way between other provinces"),
    rungs={"national.transfer_under_way": Rung.AUTHORISE},
    asks=(Asks.TRANSFER,),
)
def transfer_under_way(matter: Matter) -> Iterator[Found]:
    """Find a transfer between two other provinces that is not completed: its record will move."""
    for one in _found(matter, Asks.TRANSFER):
        place = codes.table("divisions")[one.province].text
        yield Found(
            "national.transfer_under_way",
            Text(
                f"该人员正在向{place.zh}转移关系（{one.span.zh}）",
                f"The person's record is on its way to {place.en} ({one.span.en})",
            ),
            evidence=_digest(matter),
        )


def _found(matter: Matter, kind: Asks) -> list[Elsewhere]:
    return matter.answer.of(kind) if matter.answer else []


def _digest(matter: Matter) -> str:
    return matter.answer.digest if matter.answer else ""
