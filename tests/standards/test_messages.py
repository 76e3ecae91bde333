"""Messages: frozen, of one length, with one text, versions that last, and a current schema."""

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tongchou.standards import codes, messages
from tongchou.standards.messages import message, schema
from tongchou.standards.text import Text

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"

SAMPLES = Path(__file__).parent / "samples"
"""One text of every version of every kind, as a log may hold it: never changed, only added to."""

EVERY = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/v*.json"))
WANTED = {
    f"{kind}/v{version}.json"
    for kind, message in messages.KINDS.items()
    for version in range(1, message.version + 1)
}
CURRENT = sorted(f"{kind}/v{message.version}.json" for kind, message in messages.KINDS.items())


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8").removesuffix("\n")


def sample_of(kind: str) -> messages.Message:
    return messages.parse(kind, sample(f"{kind}/v{messages.KINDS[kind].version}.json"))


def test_every_version_of_every_kind_has_a_sample() -> None:
    missing, unknown = sorted(WANTED - set(EVERY)), sorted(set(EVERY) - WANTED)

    assert not missing, "write one line of JSON: tests/standards/samples/<kind>/v<version>.json"
    assert not unknown, "no message has this kind and version"


@pytest.mark.parametrize("name", EVERY)
def test_a_text_of_any_version_is_understood(name: str) -> None:
    kind = name.split("/", maxsplit=1)[0]

    assert messages.parse(kind, sample(name)).kind == kind


@pytest.mark.parametrize("name", CURRENT)
def test_the_present_version_is_written_byte_by_byte_as_its_sample(name: str) -> None:
    text = sample(name)

    assert messages.canonical(messages.parse(name.split("/", maxsplit=1)[0], text)) == text, (
        "the fields changed: give the message a new version, an upgrade and a sample of its own"
    )


@pytest.mark.parametrize("name", CURRENT)
def test_a_sample_says_something_in_every_field(name: str) -> None:
    kind = name.split("/", maxsplit=1)[0]
    told = json.loads(sample(name))

    assert told.keys() - {"version"} == messages.KINDS[kind].model_fields.keys()
    assert not [field for field, value in told.items() if value in ([], {})]


@pytest.mark.parametrize("kind", sorted(messages.KINDS))
def test_every_older_version_has_its_upgrade(kind: str) -> None:
    message = messages.KINDS[kind]

    assert sorted(message.upgrades) == list(range(1, message.version))


@pytest.mark.parametrize("kind", sorted(messages.KINDS))
def test_every_kind_is_named_for_a_reader(kind: str) -> None:
    label = messages.KINDS[kind].label

    assert label.zh
    assert label.en[0].isupper()


def test_what_a_message_does_not_say_of_itself_is_told() -> None:
    with pytest.raises(
        TypeError, match="the message Parcel says no version and no label and no about"
    ):
        type("Parcel", (messages.Message,), {})


@pytest.mark.parametrize("kind", sorted(messages.KINDS))
def test_whom_a_message_is_about_stands_in_its_fields(kind: str) -> None:
    assert set(messages.KINDS[kind].about) <= messages.KINDS[kind].model_fields.keys()


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> type[messages.Message]:
    """Define a kind of message in its third version."""
    monkeypatch.setattr(message, "KINDS", {})

    class LetterSent(messages.Message):
        """A letter was sent; until version 2 its pages were told as text, in 1 under `leaves`."""

        version: ClassVar[int] = 3
        label: ClassVar[Text] = Text("来信", "Letter sent")
        about: ClassVar[tuple[str, ...]] = ()
        upgrades: ClassVar[Any] = {
            1: lambda told: {"scheme": told["scheme"], "pages": told["leaves"]},
            2: lambda told: {**told, "pages": int(told["pages"])},
        }

        pages: int

    return LetterSent


@pytest.mark.parametrize(
    "text",
    [
        '{"leaves":"12","scheme":"110","version":1}',
        '{"pages":"12","scheme":"110","version":2}',
        '{"pages":12,"scheme":"110","version":3}',
    ],
)
def test_an_older_version_is_brought_up_to_date_step_by_step(
    letters: type[messages.Message], text: str
) -> None:
    assert messages.parse("letter_sent", text) == letters.model_validate(
        {"scheme": "110", "pages": 12}
    )


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize("version", ["4", "0", '"3"', "true", "null"])
def test_a_version_this_node_does_not_know_is_named_with_its_kind(version: str) -> None:
    with pytest.raises(messages.NotUnderstood, match=r"letter_sent of version .* 1 to 3"):
        messages.parse("letter_sent", f'{{"pages":12,"scheme":"110","version":{version}}}')


@pytest.mark.parametrize("text", ['{"scheme":"110"}', "[]", "null"])
def test_a_text_without_a_version_is_not_understood(text: str) -> None:
    with pytest.raises(messages.NotUnderstood, match="persons_enrolled of version None"):
        messages.parse("persons_enrolled", text)


@pytest.mark.parametrize(
    "fault",
    [
        ('"scheme":"110"', '"scheme":"170","scheme":"110"'),
        ('"scheme":"110"', '"scheme": "110"'),
        ('"version":1', '"version":1,"version":1'),
    ],
)
def test_a_text_in_which_a_field_stands_twice_is_refused(fault: tuple[str, str]) -> None:
    text = sample("employment_ended/v1.json")
    assert fault[0] in text

    with pytest.raises(ValueError, match="not the one its fields have"):
        messages.parse("employment_ended", text.replace(*fault))


def test_a_kind_this_node_does_not_know_is_named() -> None:
    with pytest.raises(messages.NotUnderstood, match="no message of kind pigeon_sent"):
        messages.parse("pigeon_sent", '{"version":1}')


@pytest.mark.parametrize("scheme", ["", "999", "pension"])
def test_a_scheme_that_is_not_in_the_table_is_refused(scheme: str) -> None:
    with pytest.raises(ValidationError, match="not in the table of schemes"):
        _enrolled(scheme=scheme)


def test_no_message_is_made_without_its_scheme() -> None:
    told = sample_of("employment_ended").model_dump()

    with pytest.raises(ValidationError, match="scheme"):
        messages.EmploymentEnded.model_validate({k: v for k, v in told.items() if k != "scheme"})


def test_the_canonical_text_sorts_its_keys_and_wastes_no_space() -> None:
    ended = sample_of("employment_ended")

    assert messages.canonical(ended) == (
        '{"credit_code":"","reason":"231","scheme":"110","ssn":"340104196409011234",'
        '"until_month":"2024-10","version":1}'
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)))
def test_columns_are_written_to_the_text_of_plain_json(names: list[str]) -> None:
    told = _enrolled(ssns=["1"] * len(names), names=names, credit_codes=[""] * len(names))

    plain = {**told.model_dump(mode="json"), "version": told.version}
    assert messages.canonical(told) == messages.canonical_json(plain)


def test_chinese_stands_as_it_is_written() -> None:
    assert "安徽和顺" in messages.canonical(sample_of("employers_registered"))


@pytest.mark.parametrize("kind", sorted(messages.KINDS))
def test_a_message_cannot_be_changed_nor_carry_more(kind: str) -> None:
    told = sample_of(kind)

    with pytest.raises(ValidationError):
        told.scheme = "120"
    with pytest.raises(ValidationError):
        type(told).model_validate({**told.model_dump(), "surprise": 1})


def _enrolled(**changed: Any) -> messages.Message:
    told = {
        "scheme": "110",
        "from_month": "2024-09",
        "ssns": ["1"],
        "names": ["张"],
        "credit_codes": [""],
    }
    return messages.PersonsEnrolled.model_validate(told | changed)


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValidationError, match="columns"):
        _enrolled(names=["张", "李"])


def test_more_rows_than_a_slice_are_refused() -> None:
    many = messages.SLICE_ROWS + 1

    with pytest.raises(ValidationError, match="columns"):
        _enrolled(ssns=["1"] * many, names=["张"] * many, credit_codes=[""] * many)


@pytest.mark.parametrize("month", ["2024-13", "2024-9", "202409", ""])
def test_a_month_that_does_not_exist_is_refused(month: str) -> None:
    with pytest.raises(ValidationError):
        _enrolled(from_month=month)


@pytest.mark.parametrize("name", CURRENT)
def test_the_schema_in_the_docs_is_current(name: str) -> None:
    published = SCHEMAS / name
    assert published.exists(), "run: make pages"

    kept = published.read_text(encoding="utf-8")
    assert kept == schema.schema_text(name.split("/", maxsplit=1)[0]), "run: make pages"


def test_every_version_has_its_schema_and_no_kind_that_is_gone() -> None:
    published = {path.relative_to(SCHEMAS).as_posix() for path in SCHEMAS.glob("*/*")}

    stale = sorted(published ^ WANTED)
    assert not stale, "run: make pages"


def test_every_element_a_schema_names_is_in_the_table() -> None:
    known = codes.table("elements")

    def elements(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["element"]} if isinstance(part.get("element"), str) else set()
            return own.union(*(elements(inner) for inner in part.values()))
        return (
            set().union(*(elements(inner) for inner in part)) if isinstance(part, list) else set()
        )

    named = set().union(*(elements(kind.model_json_schema()) for kind in messages.KINDS.values()))

    assert {"AAC002", "AAC003", "BAB010", "AAE003", "AAE180"} <= named
    assert named <= known.keys()


def test_writing_schemas_takes_away_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()

    schema.write(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == set(messages.KINDS)


def test_a_published_schema_changes_its_words_only(tmp_path: Path) -> None:
    schema.write(tmp_path)
    published = tmp_path / "employment_ended" / "v1.json"
    text = published.read_text(encoding="utf-8")
    published.write_text(text.replace("enrolment ended", "insurance ended"), encoding="utf-8")

    schema.write(tmp_path)

    assert published.read_text(encoding="utf-8") == text


def test_fields_that_changed_without_a_new_version_are_not_written(tmp_path: Path) -> None:
    schema.write(tmp_path)
    published = tmp_path / "employment_ended" / "v1.json"
    text = published.read_text(encoding="utf-8").replace('"maxLength": 18', '"maxLength": 20')
    published.write_text(text, encoding="utf-8")

    with pytest.raises(schema.ChangedWithoutVersion, match="employment_ended"):
        schema.write(tmp_path)
    assert published.read_text(encoding="utf-8") == text
