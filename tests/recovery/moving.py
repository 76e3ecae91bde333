"""A woman moves between two provinces while the ministry falls back to an old copy."""

from copies import MINISTRY, Country

from counter import (
    FACTORY,
    WOMAN,
    WOMAN_NAME,
    completed,
    contribute,
    credit_code_of,
    enrol,
    register_employer,
)

SILK = credit_code_of("91320505B8PHNT1R2")
EMPLOYERS = (("34", FACTORY, "皖江机械"), ("32", SILK, "苏州丝绸厂"))


def asks_for_her_record(nodes: Country) -> None:
    """Let her who worked in 安徽 ask in 江苏 for her record, after the ministry's backup."""
    for province, employer, name in EMPLOYERS:
        for node in (MINISTRY, province):
            nodes.stand(node)
            register_employer(employer, name, f"{province}0100", province=province)
            enrol(WOMAN, WOMAN_NAME, employer=employer, from_month="2024-08", province=province)
    nodes.stand("34")
    contribute(WOMAN, "2024-08", "2024-08")
    nodes.stand("32")
    contribute(WOMAN, "2024-10", "2024-10", employer=SILK)
    nodes.turn("34", "32")
    nodes.copied(MINISTRY)
    nodes.stand("32")
    completed("transfer_in", {"ssn": WOMAN, "name": WOMAN_NAME, "origin": "34"})
