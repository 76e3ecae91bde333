"""Who books an event names its voucher, amounts and facts as ledger/vouchers.yaml has them."""

import ast
from collections.abc import Iterator

from tree import Module, modules

from tongchou.ledger.vouchers import vouchers


def _named(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Give each call of `voucher` whose name is written out, with that name."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "voucher":
            for name in node.args[:1]:
                if isinstance(name, ast.Constant):
                    yield node, str(name.value)


def misbooked(module: Module) -> Iterator[str]:
    """Give each name, and each set of amounts or facts, that no version of a voucher has."""
    for call, name in _named(module):
        where, versions = f"{module.name}:{call.lineno} {name}", vouchers().get(name, ())
        if not versions:
            yield f"{where}: no such voucher"
            continue
        for word in call.keywords:
            if word.arg in {"amounts", "facts"} and isinstance(word.value, ast.Dict):
                given = {key.value for key in word.value.keys if isinstance(key, ast.Constant)}
                wanted = [getattr(one, word.arg) for one in versions]
                if len(given) == len(word.value.keys) and given not in wanted:
                    yield f"{where}: {word.arg} are {sorted(wanted[-1])}, given {sorted(given)}"


def test_every_booking_says_what_its_voucher_asks_for() -> None:
    faults = [fault for module in modules() for fault in misbooked(module)]

    assert not faults


def test_every_voucher_is_booked_by() -> None:
    said = {
        node.value
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    idle = sorted(vouchers().keys() - said)

    assert not idle, "nothing in the code names these vouchers"


def test_a_word_that_the_voucher_does_not_know_is_told() -> None:
    (module, *_) = modules()

    def faults(line: str) -> list[str]:
        return list(misbooked(Module(module.path, line, ast.parse(line))))

    assert not faults('voucher("pensions_paid", amounts={"pensions": 1}, facts=told)')
    assert "no such voucher" in faults('voucher("pension_paid")')[0]
    assert (
        "amounts are ['pensions'], given ['pension']"
        in (faults('voucher("pensions_paid", amounts={"pension": 1})')[0])
    )
