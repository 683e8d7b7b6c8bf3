"""What every answer says beside its body, which pages of others may read it, and settings that cannot be."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from gateway.app import application
from gateway.config import Config, ConfigError, from_environment
from tests.support.clinic import ANN, PASSWORD, SLOT
from tests.support.gateway import KEY, Server, answers, authorization, serve, wait_for

SECURITY = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
NOTHING = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"

SHOP, CLINIC = "https://www.example.com", "http://localhost:3000"
STRANGERS = [
    "https://www.example.com.evil.example",
    "https://evil-www.example.com",
    "https://evil.example/https://www.example.com",
    "https://www.example.co",
    "https://www.example.comx",
    "https://example.com",
    "https://sub.www.example.com",
    "https://www.example.com/",
    "https://www.example.com:443",
    "https://www.example.com:8443",
    "http://www.example.com",
    "HTTPS://www.example.com",
    "https://WWW.example.com",
    "https://www.example.com http://localhost:3000",
    "https://www.example.com, https://www.example.com",
    "https://wwwxexample.com",
    "http://localhost",
    "http://localhost:30000",
    "null",
    "*",
    "file://",
]


# Security


@pytest.mark.parametrize(
    ("status", "method", "path"),
    [
        (200, "GET", "/v1/doctors"),
        (200, "HEAD", "/v1/doctors"),
        (200, "GET", "/v1/me"),
        (201, "POST", "/v1/bookings"),
        (204, "POST", "/v1/auth/logout"),
        (200, "GET", "/"),
        (200, "GET", "/livez"),
        (200, "GET", "/healthz"),
        (200, "GET", "/readyz"),
        (200, "GET", "/openapi.json"),
        (404, "GET", "/v1/nothing"),
        (404, "GET", f"/v1/slots/{SLOT[:-1]}f"),
        (405, "DELETE", "/v1/doctors"),
        (405, "BREW", "/v1/doctors"),
        (422, "GET", "/v1/doctors?limit=0"),
        (422, "POST", "/v1/auth/login"),
        (200, "OPTIONS", "/v1/doctors"),
    ],
)
def test_no_answer_is_stored_by_caches_or_framed_by_pages(server: Server, status: int, method: str, path: str) -> None:
    bodies = {"/v1/bookings": {"slot_id": SLOT}, "/v1/auth/logout": {"refresh_token": "x"}, "/v1/auth/login": {}}
    response = server.http.request(method, path, json=bodies.get(path), headers=authorization(ANN))
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in SECURITY} == SECURITY
    assert response.headers["Content-Security-Policy"] == NOTHING


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/doctors", 200),
        ("POST", "/v1/bookings", 201),
        ("POST", "/v1/auth/login", 200),
        ("GET", f"/v1/slots/{SLOT[:-1]}f", 404),
        ("GET", "/v1/nothing", 404),
        ("GET", "/livez", 200),
        ("GET", "/readyz", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/docs", 200),
        ("GET", "/", 200),
    ],
)
def test_an_answer_ends_with_one_newline_so_that_a_prompt_begins_on_its_own_line(
    server: Server, method: str, path: str, status: int
) -> None:
    bodies = {
        "/v1/bookings": {"slot_id": SLOT},
        "/v1/auth/login": {"email": "ann@example.com", "password": PASSWORD},
    }
    response = server.http.request(method, path, json=bodies.get(path), headers=authorization(ANN))
    assert response.status_code == status
    assert response.content == response.content.rstrip() + b"\n"
    assert int(response.headers["Content-Length"]) == response.num_bytes_downloaded


def test_a_refusal_of_an_unauthenticated_request_has_the_headers_too(server: Server) -> None:
    response = server.http.get("/v1/me")
    assert response.status_code == 401
    assert {name: response.headers.get(name) for name in SECURITY} == SECURITY


@pytest.mark.parametrize("path", ["/v1/doctors", "/v1/nothing", "/docs", "/livez"])
def test_no_answer_says_the_version_of_the_software_behind_it(server: Server, path: str) -> None:
    headers = server.http.get(path).headers
    assert not re.search(r"\d", headers.get("Server", ""))
    assert not {"X-Powered-By", "X-AspNet-Version", "Via", "X-Runtime"} & headers.keys()
    assert not re.search(r"gunicorn.?[0-9]|falcon|python|uvloop|psycopg", str(headers).lower())


def test_no_answer_sets_a_cookie(server: Server) -> None:
    session = server.client.sign_in("ann@example.com")
    assert session.status_code == 200
    assert "Set-Cookie" not in session.headers


class Page(HTMLParser):
    """What a page loads, and whether code or handlers stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[tuple[str, str]] = []
        self.inline: list[str] = []
        self.tag = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tag = tag
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag in {"base", "iframe", "object", "embed", "form", "style"}:
            self.inline.append(tag)
        if tag == "script":
            self.loaded.append(("script-src", given.get("src", "inline")))
        if tag == "link":
            kind = "style-src" if given["rel"] == "stylesheet" else "img-src"
            self.loaded.append((kind, given["href"]))

    def handle_endtag(self, tag: str) -> None:
        self.tag = ""

    def handle_data(self, data: str) -> None:
        if self.tag in {"script", "style"} and data.strip():
            self.inline.append(data)


def policy(response: httpx.Response) -> dict[str, list[str]]:
    """Return the answer's content security policy by directive."""
    directives = (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {directive: sources for directive, *sources in directives}


def test_the_policy_of_the_page_allows_its_own_assets_and_nothing_from_elsewhere(server: Server) -> None:
    response = server.http.get("/docs")
    allowed = policy(response)
    page = Page(response.text)
    assert page.inline == []
    assert {kind for kind, _ in page.loaded} == {"script-src", "style-src", "img-src"}
    for kind, address in page.loaded:
        assert "'self'" in allowed[kind]
        assert address.startswith("/")
        assert not address.startswith("//")
        assert server.http.get(address).status_code == 200
    # docs.js asks for /openapi.json; Swagger UI sets styles, and its pictures are data.
    assert (allowed["connect-src"], allowed["default-src"]) == (["'self'"], ["'none'"])
    assert "'unsafe-inline'" in allowed["style-src"]
    assert "data:" in allowed["img-src"]
    everything = {source for sources in allowed.values() for source in sources}
    assert everything == {"'self'", "'none'", "'unsafe-inline'", "data:"}
    assert "'unsafe-inline'" not in allowed["script-src"]


def test_the_page_is_part_of_no_other_page(server: Server) -> None:
    allowed = policy(server.http.get("/docs"))
    assert allowed["frame-ancestors"] == allowed["base-uri"] == allowed["form-action"] == ["'none'"]


@pytest.mark.parametrize("path", ["/docs", "/docs/docs.js", "/docs/swagger/swagger-ui.css"])
def test_the_assets_of_the_page_have_the_headers_too(server: Server, path: str) -> None:
    headers = server.http.get(path).headers
    assert {name: headers.get(name) for name in SECURITY} == SECURITY


# Other origins


@pytest.fixture(scope="module")
def shared(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gateway whose answers two origins may read."""
    settings = {"MEDBOOK_CORS_ORIGINS": f"{SHOP} {CLINIC}", "MEDBOOK_RATE_LIMITS": "on", "MEDBOOK_WORKERS": "1"}
    with serve(url, tmp_path_factory.mktemp("shared") / "log", **settings) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


def cors(response: httpx.Response) -> set[str]:
    """Return the names of the CORS headers of an answer."""
    return {name.lower() for name in response.headers if name.lower().startswith("access-control-")}


def preflight(server: Server, path: str, origin: str, method: str = "POST") -> httpx.Response:
    """Ask as a browser does before it sends a request that a form could not send."""
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization, content-type"}
    return server.http.options(path, headers={"Origin": origin} | asked)


@pytest.mark.parametrize("origin", [SHOP, "null", "http://127.0.0.1:8000"])
def test_no_other_page_may_read_anything_unless_it_is_configured(server: Server, origin: str) -> None:
    for response in (
        server.http.get("/v1/doctors", headers={"Origin": origin}),
        server.http.get("/v1/nothing", headers={"Origin": origin}),
        preflight(server, "/v1/bookings", origin),
    ):
        assert cors(response) == set()
        assert response.status_code != 204


@pytest.mark.parametrize("origin", [SHOP, CLINIC])
@pytest.mark.parametrize(("path", "status"), [("/v1/doctors", 200), ("/v1/me", 401), ("/v1/nothing", 404)])
def test_a_configured_origin_may_read_answers_and_refusals(shared: Server, origin: str, path: str, status: int) -> None:
    response = shared.http.get(path, headers={"Origin": origin})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert cors(response) == {"access-control-allow-origin", "access-control-expose-headers"}


def test_an_origin_may_read_the_headers_that_clients_need(shared: Server) -> None:
    response = shared.http.get("/v1/me", headers={"Origin": SHOP})
    exposed = {name.lower() for name in response.headers["Access-Control-Expose-Headers"].split(", ")}
    wanted = "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, MedBook-Written"
    wanted += ", X-Request-Id"
    assert exposed == set(wanted.lower().split(", "))
    assert {"ratelimit", "ratelimit-policy", "www-authenticate"} <= {
        name.lower() for name in response.headers
    } & exposed


@pytest.mark.parametrize("origin", STRANGERS)
def test_no_other_origin_may_read_anything_however_alike(shared: Server, origin: str) -> None:
    answer = shared.http.get("/livez", headers={"Origin": origin})
    assert answer.status_code == 200
    assert cors(answer) == cors(preflight(shared, "/v1/bookings", origin)) == set()


@pytest.mark.parametrize("headers", [{}, {"Origin": SHOP}, {"Origin": STRANGERS[0]}])
@pytest.mark.parametrize("path", ["/livez", "/v1/nothing", "/docs"])
def test_answers_vary_by_origin_for_caches(shared: Server, path: str, headers: dict[str, str]) -> None:
    assert "Origin" in shared.http.get(path, headers=headers).headers["Vary"]


def test_a_preflight_answers_methods_headers_and_max_age(shared: Server) -> None:
    response = preflight(shared, "/v1/bookings", SHOP)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == SHOP
    assert {"GET", "POST"} <= set(response.headers["Access-Control-Allow-Methods"].split(", "))
    assert "DELETE" not in response.headers["Access-Control-Allow-Methods"]
    allowed = {name.lower() for name in response.headers["Access-Control-Allow-Headers"].split(", ")}
    wanted = "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, MedBook-Written, traceparent"
    wanted += ", X-Request-Id"
    assert allowed == set(wanted.lower().split(", "))
    assert response.headers["Access-Control-Max-Age"] == "600"


def test_a_preflight_costs_no_token_and_no_quota(shared: Server) -> None:
    response = preflight(shared, "/v1/me/sessions", CLINIC, "DELETE")
    assert response.status_code == 204
    assert "DELETE" in response.headers["Access-Control-Allow-Methods"]
    assert "RateLimit" not in response.headers


def test_no_answer_allows_credentials_or_everybody(shared: Server) -> None:
    for origin in (SHOP, *STRANGERS):
        for response in (
            preflight(shared, "/v1/bookings", origin),
            shared.http.get("/livez", headers={"Origin": origin}),
        ):
            assert "Access-Control-Allow-Credentials" not in response.headers
            assert response.headers.get("Access-Control-Allow-Origin") != "*"


def test_options_that_is_no_preflight_is_answered_as_without_origins(shared: Server) -> None:
    response = shared.http.options("/v1/bookings", headers={"Origin": SHOP})
    assert response.status_code == 200
    assert "POST" in response.headers["Allow"]
    assert "Access-Control-Allow-Methods" not in response.headers


# Settings that cannot be


def configured(**settings: str) -> Config:
    """Read the configuration out of these settings."""
    return from_environment({"MEDBOOK_DATABASE_URL": "postgresql://x", "MEDBOOK_JWT_KEYS": KEY, **settings})


@pytest.mark.parametrize(
    "value",
    [
        "*", "null", "www.example.com", "https://", "https://*.example.com", "https://www.example.com/",
        "https://www.example.com/path", "https://www.example.com?x", "https://user@www.example.com",
        "ftp://www.example.com", "https://WWW.example.com", "HTTPS://www.example.com",
        "https://www.example.com,https://b.example", "https://a.example *", "https://www.example.com:port",
        "https://www.example.com:1234567", "https://b\u00fccher.example", "https://[::1",
    ],
)  # fmt: skip
def test_a_value_that_is_no_origin_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="MEDBOOK_CORS_ORIGINS must"):
        configured(MEDBOOK_CORS_ORIGINS=value)


@pytest.mark.parametrize(
    "value",
    ["*", "proxy", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8,192.0.2.0/24", "::/129", "10.0.0", "10.0.0.0/8 all", "/8",
     "10.0.0.0/-1"],
)  # fmt: skip
def test_a_value_that_is_no_network_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="MEDBOOK_TRUSTED_PROXIES must"):
        configured(MEDBOOK_TRUSTED_PROXIES=value)


@pytest.mark.parametrize("value", ["", "ON", "true", "1", "no", "of", " off"])
def test_a_value_other_than_on_and_off_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="MEDBOOK_RATE_LIMITS must"):
        configured(MEDBOOK_RATE_LIMITS=value)


def test_without_settings_all_are_counted_and_nobody_is_trusted() -> None:
    config = configured()
    assert (config.rate_limits, config.trusted_proxies, config.cors_origins) == (True, (), frozenset())


def test_settings_that_can_be_are_read() -> None:
    config = configured(
        MEDBOOK_RATE_LIMITS="off",
        MEDBOOK_TRUSTED_PROXIES=" 10.0.0.0/8\n192.0.2.1 2001:db8::/32 ",
        MEDBOOK_CORS_ORIGINS=f"{SHOP}  {CLINIC} https://[::1]:8443 https://xn--bcher-kva.example",
    )
    assert config.rate_limits is False
    assert [str(network) for network in config.trusted_proxies] == ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"]
    assert config.cors_origins == {SHOP, CLINIC, "https://[::1]:8443", "https://xn--bcher-kva.example"}


@pytest.mark.parametrize("name", ["MEDBOOK_CORS_ORIGINS", "MEDBOOK_TRUSTED_PROXIES", "MEDBOOK_RATE_LIMITS"])
def test_there_is_no_gateway_with_such_a_setting(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    settings = {"MEDBOOK_DATABASE_URL": "postgresql://x", "MEDBOOK_JWT_KEYS": KEY, name: "*"}
    for variable, value in settings.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError, match=f"{name} must"):
        application()
