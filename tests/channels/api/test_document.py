"""The document of the interface is OpenAPI 3.1, whole, and true of what is answered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from documented import Document
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tongchou.standards import codes
from tongchou.workflow.catalogue import catalogue

JSON = "application/json"
ROLES = {"province": "34", "ministry": "00"}
both_roles = pytest.mark.parametrize("role", ROLES)


def document() -> dict[str, Any]:
    """Return the document of the node that is open."""
    told: dict[str, Any] = Client(SERVER_NAME="localhost").get("/api/v1/openapi.json").json()
    return told


@both_roles
def test_the_document_is_valid_and_names_a_schema_for_every_answer(
    opened: Callable[[str], Any], role: str
) -> None:
    opened(ROLES[role])
    told = document()

    assert list(OpenAPIV31SpecValidator(told).iter_errors()) == []
    without = [
        (path, method, status)
        for path, operations in told["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if not answer.get("content")
    ]
    assert without == []


@pytest.mark.usefixtures("counter")
def test_the_document_holds_the_form_of_every_item() -> None:
    schemas = document()["components"]["schemas"]

    assert {f"form.{code}" for code in catalogue()} <= schemas.keys()
    assert schemas["form.person_enrolment"]["properties"]["ssn"]["title"] == "社会保障号码"


def test_forms_and_code_tables_are_told(counter: dict[str, Any]) -> None:
    bearer = {"Authorization": f"Bearer {counter['clerks'][0]['token']}"}
    clerk = Client(SERVER_NAME="localhost", headers=bearer)

    tables, forms = clerk.get("/api/v1/codes").json(), clerk.get("/api/v1/forms").json()
    statuses = clerk.get("/api/v1/codes/statuses").json()

    assert {"items", "divisions", "statuses"} <= {one["table"] for one in tables}
    assert [one["code"] for one in statuses] == list(codes.table("statuses"))
    assert {one["code"] for one in forms} == set(catalogue())
    assert all(Draft202012Validator.check_schema(one["form"]) is None for one in forms)
    assert clerk.get("/api/v1/forms/person_enrolment").json() in forms
    assert clerk.get("/api/v1/forms/nothing").status_code == 404
    assert clerk.get("/api/v1/codes/../roles").status_code == 404


@pytest.mark.usefixtures("counter")
def test_an_answer_that_is_not_as_described_is_seen() -> None:
    found = Document(document())
    answers = [HttpResponse(b'{"number": 1}', JSON), HttpResponse(b"{}", JSON, status=299)]

    said = [found.faults("get", "/api/v1/items/1", answer) for answer in answers]

    assert len(said[0]) > 1
    assert said[1] == ["get /api/v1/items/1: 299"]
