"""What a request may carry: everything else is answered with a clear 4xx, and the gateway lives on."""

import json
import socket
from typing import Any

import pytest

from tests.support.clinic import DORA, SLOT
from tests.support.gateway import Client, Server

JSON = {"Content-Type": "application/json"}


def pointers(problem: dict[str, Any]) -> dict[str, str]:
    assert problem["error"] == "INVALID_INPUT"
    return {error["pointer"]: error["detail"] for error in problem["errors"]}


def anything_booked(client: Client) -> bool:
    return bool(client.get("/v1/bookings").json()["bookings"])


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({}, "#/slot_id", "is required"),
        ({"slot_id": None}, "#/slot_id", "must not be null"),
        ({"slot_id": 7}, "#/slot_id", "must be a UUID"),
        ({"slot_id": "7"}, "#/slot_id", "must be a UUID"),
        ({"slot_id": "{" + SLOT + "}"}, "#/slot_id", "must be a UUID"),
        ({"slot_id": [SLOT]}, "#/slot_id", "must be a UUID"),
        ({"slot_id": SLOT, "colour": "red"}, "#/colour", "is not a field of this request"),
        ({"slot_id": SLOT, "user_id": SLOT}, "#/user_id", "is not a field of this request"),
        ({"slot_id": SLOT, "p_user_id": SLOT}, "#/p_user_id", "is not a field of this request"),
        ({"slot_id": SLOT, "a/b~c": 1}, "#/a~1b~0c", "is not a field of this request"),
        ([SLOT], "#", "must be an object"),
        ("text", "#", "must be an object"),
        (None, "#", "must be an object"),
    ],
)
def test_a_wrong_body_field_is_pointed_at(ann: Client, body: Any, pointer: str, detail: str) -> None:
    response = ann.post("/v1/bookings", content=json.dumps(body), headers=JSON)
    assert response.status_code == 422
    assert pointers(response.json()) == {pointer: detail}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "#/limit"),
        ("limit=101", "#/limit"),
        ("limit=ten", "#/limit"),
        ("limit=", "#/limit"),
        ("limit=1e1", "#/limit"),
        ("limit=99999999999", "#/limit"),
        ("limit=1&limit=2", "#/limit"),
        ("from=tomorrow", "#/from"),
        ("from=2030-01-08", "#/from"),
        ("from=2030-01-08T09:00:00", "#/from"),
        ("from=2030-02-30T09:00:00Z", "#/from"),
        ("to=infinity", "#/to"),
        ("to=0001-01-01T00:00:00%2B23:59", "#/to"),
        ("cursor=nope", "#/cursor"),
        (f"cursor={SLOT}", "#/cursor"),
        ("sort=name", "#/sort"),
        (f"doctor_id={DORA}", "#/doctor_id"),
    ],
)
def test_a_wrong_query_field_is_pointed_at(anybody: Client, query: str, pointer: str) -> None:
    response = anybody.get(f"/v1/doctors/{DORA}/slots?{query}")
    assert response.status_code == 422
    assert list(pointers(response.json())) == [pointer]


@pytest.mark.parametrize(
    ("query", "pointer", "detail"),
    [
        ("search=%ff", "#/search", "must be UTF-8"),
        ("search=a%c3", "#/search", "must be UTF-8"),
        ("search=%ed%a0%80", "#/search", "must be UTF-8"),
        ("search=%c0%80", "#/search", "must be UTF-8"),
        ("search=a%00b", "#/search", "must not contain NUL"),
        ("%ff=1", "#", "must be named in UTF-8"),
        ("search%ff=1", "#", "must be named in UTF-8"),
        ("search=a&search=a", "#/search", "must come once"),
        ("search=a&%73earch=b", "#/search", "must come once"),
        ("search=&search=", "#/search", "must come once"),
        ("Search=a", "#/Search", "is not a field of this request"),
        ("search[]=a", "#/search[]", "is not a field of this request"),
        ("p_search=a", "#/p_search", "is not a field of this request"),
        ("=a", "#", "is not a field of this request"),
        ("a%2fb~=1", "#/a~1b~0", "is not a field of this request"),
        ("user_id=1", "#/user_id", "is not a field of this request"),
        ("search=a;limit=1&limit=1&limit=1", "#/limit", "must come once"),
    ],
)
def test_a_query_is_as_strict_as_a_body(anybody: Client, query: str, pointer: str, detail: str) -> None:
    response = anybody.get(f"/v1/doctors?{query}")
    assert response.status_code == 422
    assert pointers(response.json()) == {pointer: detail}


@pytest.mark.parametrize(
    ("path", "fields", "rule"),
    [
        ("/v1/bookings", {}, {"rule": "required"}),
        ("/v1/bookings", {"slot_id": 7}, {"rule": "format"}),
        ("/v1/bookings", {"slot_id": SLOT, "colour": "red"}, {"rule": "additionalProperties"}),
        ("/v1/bookings/soonest", {"earliest": "9:00"}, {"rule": "pattern"}),
        ("/v1/waitlist", {"latest": 17}, {"rule": "type"}),
        ("/v1/waitlist", {"doctor_id": DORA, "to": "2030-01-01T00:00:00Z"}, {}),
        (f"/v1/bookings/{SLOT}/cancel", {"reason": "x" * 501}, {"rule": "maxLength", "limit": 500}),
        ("/v1/auth/reset", {"new_password": "short"}, {"rule": "minLength", "limit": 15}),
        ("/v1/auth/reset", {"new_password": "medbook medbook medbook"}, {"rule": "common"}),
        ("/v1/auth/forgot", {"email": "a"}, {"rule": "minLength", "limit": 3}),
    ],
)
def test_an_error_names_the_rule_of_the_schema_that_is_broken(
    ann: Client, path: str, fields: dict[str, Any], rule: dict[str, Any]
) -> None:
    others: dict[str, dict[str, Any]] = {
        "reset": {"email": "ann@example.com", "code": "1"},
        "soonest": {"request_id": SLOT, "doctor_ids": [DORA]},
    }
    problem = ann.post(path, json=others.get(path.rpartition("/")[2], {}) | fields).json()
    assert [error | rule for error in problem["errors"]] == problem["errors"]
    assert rule or "rule" not in problem["errors"][0]


def test_an_error_of_a_query_names_it_too_however_often_it_is_asked(anybody: Client) -> None:
    for _ in range(2):
        (error,) = anybody.get("/v1/doctors?limit=101").json()["errors"]
        assert (error["rule"], error["limit"]) == ("maximum", 100)
    (error,) = anybody.get("/v1/doctors?limit=99999999999").json()["errors"]
    assert (error["rule"], error["limit"]) == ("maximum", 100)


@pytest.mark.parametrize("query", ["", "?", "?&&", "?search=D%C3%B6ra+%26+Day", "?limit=%31", "?%6cimit=1", "?search="])
def test_a_query_may_be_written_in_all_ways_that_mean_the_same(anybody: Client, query: str) -> None:
    assert anybody.get(f"/v1/doctors{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "pointer", "detail"),
    [
        ("slot_id=" + SLOT, "#/slot_id", "is not a field of the query"),
        ("debug=1", "#/debug", "is not a field of the query"),
        ("a=1&a=1", "#/a", "must come once"),
        ("a=%ff", "#/a", "must be UTF-8"),
    ],
)
def test_where_fields_come_in_the_body_the_query_has_none(ann: Client, query: str, pointer: str, detail: str) -> None:
    response = ann.post(f"/v1/bookings?{query}", json={"slot_id": SLOT})
    assert response.status_code == 422
    assert pointers(response.json()) == {pointer: detail}
    assert anything_booked(ann) is False


def test_where_there_is_no_body_an_unknown_query_field_is_refused_too(ann: Client) -> None:
    response = ann.delete("/v1/me/sessions?all=true")
    assert pointers(response.json()) == {"#/all": "is not a field of this request"}


@pytest.mark.parametrize(
    ("beginning", "end"),
    [("2030-01-08T09:00:00Z", "2030-01-08T09:00:00Z"), ("2030-01-09T00:00:00Z", "2030-01-08T00:00:00Z"),
     ("2030-01-08T09:00:00Z", "2030-01-08T10:00:00%2B01:00")],
)  # fmt: skip
def test_a_range_that_ends_before_it_begins_is_pointed_at(anybody: Client, beginning: str, end: str) -> None:
    response = anybody.get(f"/v1/doctors/{DORA}/slots?from={beginning}&to={end}")
    assert response.status_code == 422
    assert pointers(response.json()) == {"#/to": "must be after from"}


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize(("depth", "error"), [(20, "INVALID_INPUT"), (21, "MALFORMED_JSON"), (5000, "MALFORMED_JSON")])
def test_json_is_malformed_when_it_is_deeper_than_20_levels(
    ann: Client, opening: str, closing: str, depth: int, error: str
) -> None:
    body = '{"slot_id": ' + opening * (depth - 1) + "1" + closing * (depth - 1) + "}"
    response = ann.post("/v1/bookings", content=body, headers=JSON)
    assert (response.status_code, response.json()["error"]) == (422 if error == "INVALID_INPUT" else 400, error)


def test_all_wrong_fields_are_pointed_at_together(anybody: Client) -> None:
    response = anybody.post("/v1/auth/register", json={"email": 1, "password": None, "extra": True})
    assert set(pointers(response.json())) == {"#/email", "#/password", "#/name", "#/extra"}


def test_a_path_field_of_the_wrong_type_is_pointed_at(anybody: Client) -> None:
    for text in ("not-a-uuid", "%00", SLOT + "0", "%F0%9F%92%A9"):
        response = anybody.get(f"/v1/slots/{text}")
        assert (response.status_code, list(pointers(response.json()))) == (422, ["#/slot_id"])


def test_an_unknown_status_is_refused_without_a_word_of_sql(ann: Client) -> None:
    problem = ann.get("/v1/bookings?status=nope").json()
    assert pointers(problem) == {"#/status": "must be one of PENDING, CONFIRMED, CANCELLED, FAILED, COMPLETED, NO_SHOW"}


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_text_that_postgresql_cannot_store_is_pointed_at(anybody: Client, text: str) -> None:
    body = json.dumps({"email": "new@example.com", "password": "long-enough-password", "name": text})
    response = anybody.post("/v1/auth/register", content=body, headers=JSON)
    assert response.status_code == 422
    assert list(pointers(response.json())) == ["#/name"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"slot_id": }',
        b"{'slot_id': 1}",
        b'{"slot_id": NaN}',
        b'{"slot_id": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 2}}',
        b"\xff\xfe{\x00}\x00",
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        b"[" * 60_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b"{} {}",
    ],
)
def test_malformed_json_is_a_400(ann: Client, body: bytes) -> None:
    response = ann.post("/v1/bookings", content=body, headers=JSON)
    assert (response.status_code, response.json()["error"]) == (400, "MALFORMED_JSON")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_a_body_of_another_type_is_a_415(ann: Client, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    response = ann.post("/v1/bookings", content=json.dumps({"slot_id": SLOT}), headers=headers)
    assert (response.status_code, response.json()["error"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_charset_does_not_make_json_another_type(ann: Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert ann.post("/v1/bookings", content=json.dumps({"slot_id": SLOT}), headers=headers).status_code == 201


def test_64_kib_are_read_and_one_byte_more_is_a_413(ann: Client) -> None:
    def body(size: int) -> bytes:
        return b'{"slot_id": "' + b"x" * (size - 15) + b'"}'

    assert ann.post("/v1/bookings", content=body(65536), headers=JSON).status_code == 422
    response = ann.post("/v1/bookings", content=body(65537), headers=JSON)
    assert (response.status_code, response.json()["error"]) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("size", [70_000, 3_000_000])
def test_a_client_sees_413_though_it_sends_its_whole_body_first(ann: Client, size: int) -> None:
    response = ann.post("/v1/bookings", content=b"x" * size, headers=JSON)
    assert response.status_code == 413
    chunks = (b"x" * 10_000 for _ in range(size // 10_000))
    assert ann.post("/v1/bookings", content=chunks, headers=JSON).status_code == 413


def test_a_header_that_never_ends_is_cut_off(server: Server) -> None:
    host, port = server.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nX: ")
        with pytest.raises(ConnectionError):
            connection.sendall(b"y" * 100_000_000)


def test_a_body_that_ends_too_early_is_not_taken_for_a_whole_one(server: Server, ann: Client) -> None:
    host, port = server.base_url.removeprefix("http://").split(":")
    body = json.dumps({"slot_id": SLOT}).encode()
    head = f"POST /v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body) + 9}"
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        token = ann.headers["Authorization"]
        connection.sendall(f"{head}\r\nAuthorization: {token}\r\n\r\n".encode() + body)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
    assert ann.get("/v1/bookings").json()["bookings"] == []


def test_a_websocket_is_refused_everywhere(server: Server) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    for path in ("/v1/bookings", "/nothing"):
        response = server.http.get(path, headers=upgrade | {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="})
        assert response.status_code == 403
    assert "Traceback" not in server.log.read_text()


def test_unknown_paths_and_methods_are_problems_too(anybody: Client) -> None:
    for path in ("/index.html", "/v1", "/v2/doctors", "/v1/doctors/" + DORA + "/nothing", "/%00"):
        response = anybody.get(path)
        assert (response.status_code, response.json()["error"]) == (404, "NOT_FOUND")
    response = anybody.request("DELETE", "/v1/doctors")
    assert (response.status_code, response.json()["error"]) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in response.headers["Allow"]
    response = anybody.request("BREW", "/v1/doctors")
    assert (response.status_code, response.json()["error"]) == (405, "METHOD_NOT_ALLOWED")
    for method, path, status in (("POST", "/docs", 405), ("GET", "/docs/none", 404), ("GET", "/docs/../app.py", 404)):
        assert anybody.request(method, path).status_code == status


def test_head_answers_as_get_without_a_body(anybody: Client) -> None:
    head = anybody.request("HEAD", f"/v1/doctors/{DORA}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == anybody.get(f"/v1/doctors/{DORA}").headers["content-length"]


def test_options_names_the_methods(server: Server) -> None:
    response = server.http.options("/v1/bookings")
    assert response.status_code == 200
    assert {"GET", "POST"} <= set(response.headers["Allow"].replace(" ", "").split(","))


def test_no_answer_is_stored_or_sniffed(ann: Client) -> None:
    for response in (ann.get("/v1/me"), ann.get("/v1/nothing")):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_gateway_survives_bytes_that_are_not_http(server: Server, anybody: Client) -> None:
    host, port = server.base_url.removeprefix("http://").split(":")
    for rubbish in (b"\0" * 100, b"GET\r\n\r\n", b"POST /v1/bookings HTTP/1.1\r\nContent-Length: -1\r\n\r\n"):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(rubbish)
    assert anybody.get("/v1/doctors").status_code == 200
