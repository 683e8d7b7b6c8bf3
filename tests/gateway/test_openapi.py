"""/openapi.json describes the whole surface, and /docs shows it without help from elsewhere."""

import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support.database import fetch
from tests.support.gateway import Client, Server


@pytest.fixture
def openapi(server: Server) -> dict[str, Any]:
    document: dict[str, Any] = server.http.get("/openapi.json").json()
    return document


def test_the_document_is_valid(openapi: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(openapi).validate()


def test_it_describes_every_endpoint_and_account_operation(openapi: dict[str, Any], url: str) -> None:
    rows = fetch(url, "select lower(method), path from api.endpoint where method <> 'WS'")
    names = ("register", "login", "refresh", "logout", "password", "reset", "forgot")
    accounts = {("patch", "/v1/me"), *(("post", f"/v1/auth/{name}") for name in names)}
    described = {(method, path) for path, operations in openapi["paths"].items() for method in operations}
    assert described == {("get" if method == "sse" else method, path) for method, path in rows} | accounts


def test_the_database_says_what_the_api_is(openapi: dict[str, Any], url: str) -> None:
    ((comment,),) = fetch(url, "select obj_description('api'::regnamespace)")
    assert f"{openapi['info']['title']}\n{openapi['info']['description']}" == comment


def test_arguments_have_their_types_defaults_and_places(openapi: dict[str, Any]) -> None:
    parameters = {p["name"]: p for p in openapi["paths"]["/v1/doctors/{doctor_id}/slots"]["get"]["parameters"]}
    assert parameters["doctor_id"]["in"] == "path"
    assert parameters["doctor_id"]["required"] is True
    assert parameters["from"]["schema"] == {"type": "string", "format": "date-time"}
    limit = {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 20}
    assert parameters["limit"]["schema"] == limit
    body = openapi["paths"]["/v1/bookings"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"] == {
        "slot_id": {"type": "string", "format": "uuid"},
        "service_id": {"type": ["string", "null"], "format": "uuid"},
    }
    assert (body["required"], body["additionalProperties"]) == (["slot_id"], False)


def test_a_list_in_a_body_has_the_members_of_the_one_in_the_answer(openapi: dict[str, Any]) -> None:
    operation = openapi["paths"]["/v1/admin/doctors/{doctor_id}/working-hours"]["put"]
    items = operation["requestBody"]["content"]["application/json"]["schema"]["properties"]["hours"]["items"]
    members = dict(openapi["components"]["schemas"]["working_hours"]["properties"])
    # The path names it.
    del members["doctor_id"]
    assert items["properties"] == members
    assert {"weekday", "start", "end", "slot_minutes"} <= members.keys()


def test_comments_are_the_words_of_the_document(openapi: dict[str, Any]) -> None:
    for operations in openapi["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            assert not re.search(r"\bp_|user_id|Source:", operation["description"])
    booking = openapi["components"]["schemas"]["booking"]
    assert all(column["description"] for column in booking["properties"].values())
    assert booking["properties"]["expires_in"]["type"] == ["integer", "null"]
    assert booking["properties"]["status"]["enum"] == [
        "PENDING",
        "CONFIRMED",
        "CANCELLED",
        "FAILED",
        "COMPLETED",
        "NO_SHOW",
    ]


def test_an_operation_lists_the_problems_it_can_answer_with(openapi: dict[str, Any]) -> None:
    responses = openapi["paths"]["/v1/bookings"]["post"]["responses"]
    listed = {
        code
        for response in responses.values()
        for schema in [response["content"].get("application/problem+json", {}).get("schema", {})]
        for code in schema.get("properties", {}).get("code", {}).get("enum", [])
    }
    assert listed == {
        "SLOT_NOT_FOUND", "SLOT_UNAVAILABLE", "SLOT_LOCKED", "SLOT_IN_PAST", "OUTSIDE_BOOKING_WINDOW",
        "SERVICE_NOT_FOUND", "SERVICE_RESTRICTED", "SERVICE_NOT_OFFERED",
        "OVERLAPPING_BOOKING", "HOLD_LIMIT", "BOOKING_LIMIT", "FORBIDDEN", "INVALID_TOKEN",
        "INVALID_INPUT", "MALFORMED_JSON", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "RATE_LIMITED", "INTERNAL",
        "UNAVAILABLE", "TIMEOUT",
    }  # fmt: skip
    assert {"200", "201"} <= responses.keys()


def test_every_problem_tells_its_trace(openapi: dict[str, Any]) -> None:
    problem = openapi["components"]["schemas"]["problem"]
    assert {"type", "code", "trace_id"} <= set(problem["required"])
    assert problem["properties"]["trace_id"]["type"] == "string"


def test_every_operation_that_is_limited_says_so(openapi: dict[str, Any], url: str) -> None:
    rows = fetch(
        url, "select path, lower(replace(method, 'SSE', 'GET')) from api.endpoint where rate <> '{}' and method <> 'WS'"
    )
    accounts = [(path, "post") for path in openapi["paths"] if path.startswith("/v1/auth/")]
    assert len(accounts) == 7
    for path, method in rows + accounts:
        assert "429" in openapi["paths"][path][method]["responses"], path


def test_an_account_is_always_a_new_one(openapi: dict[str, Any]) -> None:
    responses = openapi["paths"]["/v1/auth/register"]["post"]["responses"]
    assert [status for status in responses if status.startswith("2")] == ["201"]


def test_changing_a_password_requires_a_signed_in_user(openapi: dict[str, Any]) -> None:
    accounts = {path: item["post"] for path, item in openapi["paths"].items() if path.startswith("/v1/auth/")}
    assert [path for path, operation in accounts.items() if "security" in operation] == ["/v1/auth/password"]
    body = accounts["/v1/auth/password"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["current_password", "new_password"]
    assert accounts["/v1/auth/password"]["responses"].keys() >= {"204", "401", "403", "422"}


def test_the_page_loads_nothing_from_elsewhere(anybody: Client) -> None:
    page = anybody.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert links
    for link in links:
        assert link.startswith("/docs/")
        assert anybody.get(link).status_code == 200
