"""The page at / says what this is and how to begin, without a script and without help from elsewhere."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.gateway.test_headers import NOTHING, Page
from tests.support.database import execute, fetch
from tests.support.gateway import Server, answers, serve, wait_for


def commands(page: httpx.Response) -> list[str]:
    """Return the commands that the page shows, as they are copied."""
    return [unescape(text) for text in re.findall(r"<pre>(.*)</pre>", page.text)]


def test_it_says_what_this_is_in_the_database_s_words(server: Server, url: str) -> None:
    page = server.http.get("/")
    ((comment,),) = fetch(url, "select obj_description('api'::regnamespace)")
    title, _, description = comment.partition("\n")
    assert page.headers["Content-Type"].startswith("text/html")
    assert f"<h1>{title}</h1>" in page.text
    assert f"<p>{description}</p>" in page.text


def test_it_links_the_description_and_the_health_check(server: Server) -> None:
    links = re.findall(r'href="([^"]+)"', server.http.get("/").text)
    assert links == ["/docs", "/openapi.json", "/readyz"]
    assert [server.http.get(link).status_code for link in links] == [200] * 3


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_its_first_three_commands_can_be_pasted_and_succeed(server: Server, shell: str) -> None:
    lines = commands(server.http.get("/"))
    assert len(lines) == 3
    for line in lines:
        pasted = subprocess.run([shell, "-c", line], capture_output=True, text=True, check=True)
        assert json.loads(pasted.stdout)["success"] is True


def test_it_needs_no_script_and_nothing_from_elsewhere(server: Server) -> None:
    response = server.http.get("/")
    page = Page(response.text)
    assert (page.loaded, page.inline) == ([], [])
    assert response.headers["Content-Security-Policy"] == NOTHING


@pytest.mark.parametrize("host", ["clinic.example", "10.1.2.3:8080", "[::1]:8000", "localhost"])
def test_its_commands_name_the_host_that_the_client_named(server: Server, host: str) -> None:
    lines = commands(server.http.get("/", headers={"Host": host}))
    assert all(line.startswith(f'curl -s "http://{host}/') for line in lines)


def test_behind_tls_its_commands_say_https(server: Server) -> None:
    lines = commands(server.http.get("/", headers={"X-Forwarded-Proto": "https"}))
    assert all(line.startswith('curl -s "https://') for line in lines)


@pytest.mark.parametrize(
    "host", ["", "a$(reboot)", "a`b`", 'a";reboot;"', "<script>", "a b", "a/b", "user@host", "x" * 300]
)
def test_a_host_that_is_none_stands_nowhere_and_a_variable_in_its_place(server: Server, host: str) -> None:
    page = server.http.get("/", headers={"Host": host})
    if page.status_code == 400:
        # gunicorn has refused it already.
        return
    assert all(line.startswith('curl -s "$B/') for line in commands(page))
    assert not host or host not in page.text


def test_what_the_database_says_is_text_and_not_html(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "comment on schema api is 'A <b>& B\nC <script>'")
    with serve(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        page = server.http.get("/").text
    assert "<h1>A &lt;b&gt;&amp; B</h1>" in page
    assert "<p>C &lt;script&gt;</p>" in page


def test_a_page_that_has_not_changed_is_answered_with_304(server: Server) -> None:
    first = server.http.get("/")
    again = server.http.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/livez", "/healthz", "/readyz", "/openapi.json", "/docs", "/docs/"])
def test_head_answers_what_get_does_without_the_body(server: Server, path: str) -> None:
    head, get = server.http.head(path), server.http.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(get.num_bytes_downloaded)


@pytest.mark.parametrize(("path", "other"), [("/docs/", "/docs"), ("/healthz", "/livez")])
def test_a_page_has_the_other_name_that_people_try(server: Server, path: str, other: str) -> None:
    assert server.http.get(path).content == server.http.get(other).content
    assert server.http.get(path).status_code == 200


def test_headers_that_a_file_does_not_use_are_ignored_however_malformed(server: Server) -> None:
    headers = {"If-Modified-Since": "yesterday", "Range": "bytes=no", "Accept": "?"}
    assert server.http.get("/docs/docs.js", headers=headers).status_code == 200
