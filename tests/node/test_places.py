from pathlib import Path

import pytest

from tongchou.node.places import home_of, port_of, provinces_in


def test_provinces_are_taken_in_the_order_given_and_once() -> None:
    assert provinces_in("34, 32,31,34") == ["34", "32", "31"]


def test_all_means_31_provinces_and_the_corps() -> None:
    provinces = provinces_in("all")

    assert len(provinces) == 31 + 1
    assert "66" in provinces
    assert "00" not in provinces


@pytest.mark.parametrize("text", ["", ",", "99", "34,安徽", "00", "all,34"])
def test_what_names_no_province_is_refused_with_the_codes_that_do(text: str) -> None:
    with pytest.raises(ValueError, match="11, 12, 13"):
        provinces_in(text)


def test_a_province_answers_on_the_port_that_ends_with_its_code() -> None:
    assert port_of("34") == 8634
    assert port_of("00", first=9000) == 9000


def test_the_state_folder_is_the_one_given_then_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TONGCHOU_HOME", "/srv/tongchou")

    assert home_of(Path("/elsewhere")) == Path("/elsewhere")
    assert home_of(None) == Path("/srv/tongchou")


def test_an_empty_setting_scatters_no_state_where_one_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TONGCHOU_HOME", "")

    assert home_of(None) == Path(".tongchou").absolute()
