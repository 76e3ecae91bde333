"""How names are put in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongchou.registry.names import name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("陈建国", "chen jian guo"),
        ("李安", "li an"),
        ("欧阳娜娜", "ou yang na na"),
        ("Ann", "a n n"),
        ("", ""),
    ],
)
def test_a_name_is_put_in_order_by_its_sound(name: str, key: str) -> None:
    assert name_key(name) == key


def test_names_stand_as_in_a_dictionary() -> None:
    names = ["张伟", "陈建国", "李安", "安然", "Zoe", "陈安"]

    assert sorted(names, key=name_key) == ["安然", "陈安", "陈建国", "李安", "Zoe", "张伟"]


@given(name=st.text(max_size=300))
def test_any_name_has_a_key_that_fits_beside_it(name: str) -> None:
    assert len(name_key(name)) <= 200
