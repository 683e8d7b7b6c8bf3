"""Every way to be refused leaves the gateway as application/problem+json with the status that api.problem gives it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.database import Databases, execute, fetch
from tests.support.gateway import Server, assert_conforms

SCRATCH = """
set role medbook_owner;
create function api.refuse_with(p_code text) returns jsonb language sql stable security definer
  as $$ select core.refuse(p_code, '{"status": "overridden", "extra": 1}') $$;
create function api.raise_with(p_sqlstate text) returns jsonb language plpgsql stable security definer
  as $$ begin raise exception 'secret' using errcode = p_sqlstate, detail = 'secret', hint = 'secret'; end $$;
create function api.fail_in_the_gateway(p_cursor uuid default null) returns jsonb language sql stable security definer
  as $$ select '{"error": "NO_SUCH_CODE"}'::jsonb $$;
reset role;
create function api.lose_the_connection() returns jsonb language sql volatile security definer
  as $$ select to_jsonb(pg_terminate_backend(pg_backend_pid())) $$;
grant execute on all functions in schema api to medbook_gateway;
set role medbook_owner;
do $do$
begin
  execute 'create or replace view api.endpoint as ' || rtrim(pg_get_viewdef('api.endpoint'), ';') || $$
    union all values
      ('GET', '/scratch/refuse', 'api.refuse_with'::regproc, 'none', '{}'::text[], null::text, false, 'a text'),
      ('GET', '/scratch/raise', 'api.raise_with', 'none', '{}', null, false, 'a text'),
      ('GET', '/scratch/unknown', 'api.fail_in_the_gateway', 'none', '{}', null, false, 'a text'),
      ('POST', '/scratch/lose', 'api.lose_the_connection', 'none', '{}', null, false, 'a text')$$;
end
$do$;
reset role;
"""


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    with databases.copy() as made:
        execute(made, SCRATCH)
        yield made


def kinds(url: str) -> dict[str, Any]:
    return dict(fetch(url, "select code, to_jsonb(p) from api.problem p"))


def check(response: httpx.Response, kind: dict[str, Any]) -> None:
    assert_conforms({"paths": {}}, response)
    problem = response.json()
    assert response.status_code == problem["status"] == kind["status"]
    assert problem["code"] == kind["code"]
    assert (problem["title"], problem["detail"], problem["success"]) == (kind["title"], kind["detail"], False)
    assert problem["type"] == kind["type"]
    assert len(bytes.fromhex(problem["trace_id"])) == 16
    assert response.headers.get("Retry-After") == (kind["retry_after"] and str(kind["retry_after"]))
    assert problem.get("retryable", False) is (kind["retry_after"] is not None)
    assert ("WWW-Authenticate" in response.headers) is (kind["status"] == 401)
    assert "secret" not in response.text


def test_every_code_is_a_problem_with_its_status(server: Server, url: str) -> None:
    for code, kind in kinds(url).items():
        response = server.http.get("/scratch/refuse", params={"code": code})
        check(response, kind)
        assert response.json()["extra"] == 1


def test_the_type_of_a_problem_is_the_registered_one_or_our_own(url: str) -> None:
    types = {code: kind["type"] for code, kind in kinds(url).items()}
    assert types.pop("RATE_LIMITED") == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert types == {code: "urn:medbook:problem:" + code.lower().replace("_", "-") for code in types}


@pytest.mark.parametrize(
    ("sqlstate", "code"),
    [
        ("22003", "INVALID_INPUT"),
        ("22P02", "INVALID_INPUT"),
        ("23505", "INVALID_INPUT"),
        ("23514", "INVALID_INPUT"),
        ("55P03", "UNAVAILABLE"),
        ("40001", "UNAVAILABLE"),
        ("40P01", "UNAVAILABLE"),
        ("53300", "UNAVAILABLE"),
        ("57P01", "UNAVAILABLE"),
        ("08006", "UNAVAILABLE"),
        ("25006", "UNAVAILABLE"),
        ("57014", "TIMEOUT"),
        ("P0001", "INTERNAL"),
        ("42501", "INTERNAL"),
        ("42703", "INTERNAL"),
        ("XX000", "INTERNAL"),
    ],
)
def test_an_sqlstate_becomes_a_problem_without_postgresqls_words(
    server: Server, url: str, sqlstate: str, code: str
) -> None:
    check(server.http.get("/scratch/raise", params={"sqlstate": sqlstate}), kinds(url)[code])


def test_a_lost_connection_is_unavailable_and_the_next_request_is_served(server: Server, url: str) -> None:
    check(server.http.post("/scratch/lose"), kinds(url)["UNAVAILABLE"])
    assert server.http.get("/v1/doctors").status_code == 200


def test_an_unknown_code_is_a_server_error(server: Server, url: str) -> None:
    check(server.http.get("/scratch/unknown"), kinds(url)["INTERNAL"])


def test_a_fault_of_ours_is_logged_with_the_trace_that_its_problem_tells(server: Server) -> None:
    trace = server.http.get("/scratch/raise", params={"sqlstate": "XX000"}).json()["trace_id"]
    assert f"GET /scratch/raise trace {trace}: XX000" in server.log.read_text()


def test_the_log_holds_no_message_of_postgresql(server: Server) -> None:
    server.http.get("/scratch/raise", params={"sqlstate": "XX000"})
    log = Path(server.log).read_text()
    assert "XX000" in log
    assert "secret" not in log
