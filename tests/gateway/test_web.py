"""The pages for people: how their files are served, that each names only what is there, and their words."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import ROOT
from tests.support.database import fetch
from tests.support.gateway import Server

WEB = ROOT / "gateway/web"
MODULES = sorted(path for path in WEB.rglob("*.js") if "node_modules" not in path.parts)
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = ["/", "/admin"]
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
BUDGET = 60_000
CLIENT = re.compile(r'^export const (\w+) = (get|post|put|patch|remove)\("([^"]+)"(?:, { ([\w, ]+) })?\);$', re.M)


def open_page(server: Server, path: str) -> httpx.Response:
    """Get a page as a browser does."""
    return server.http.get(path, headers=HTML)


def named(page: str) -> list[str]:
    """Return the files that a page names, in its import map too."""
    return sorted(set(re.findall(r'"(/web/[^"]+)"', page)))


@pytest.fixture(params=PAGES)
def page(server: Server, request: pytest.FixtureRequest) -> httpx.Response:
    return open_page(server, request.param)


# How files are served


def test_browsers_get_the_pages_and_programs_what_they_got(server: Server) -> None:
    assert 'type="module"' in open_page(server, "/").text
    for accepted in ("application/json", "*/*"):
        answer = server.http.get("/", headers={"Accept": accepted})
        assert "<pre>curl" in answer.text
        assert "Accept" in answer.headers["Vary"]


def test_whatever_a_page_names_is_served_for_ever_under_its_name(server: Server, page: httpx.Response) -> None:
    assert len(named(page.text)) > 15
    for name in named(page.text):
        answer = server.http.get(name)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].partition(";")[0] == TYPES[Path(name).suffix]
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("encoding", ["gzip, br", "identity"])
def test_a_file_that_the_client_has_is_answered_with_304(server: Server, encoding: str) -> None:
    (name,) = (name for name in named(open_page(server, "/").text) if name.endswith("/client.js"))
    first = server.http.get(name, headers={"Accept-Encoding": encoding})
    assert first.headers.get("Content-Encoding") == ("gzip" if "gzip" in encoding else None)
    assert "Accept-Encoding" in first.headers["Vary"]
    assert first.text == (WEB / "client.js").read_text()
    again = server.http.get(name, headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = server.http.head(name, headers={"Accept-Encoding": encoding})
    assert head.headers["Content-Length"] == str(first.num_bytes_downloaded)


def test_an_unknown_name_is_a_problem(server: Server) -> None:
    name = named(open_page(server, "/").text)[0]
    others = [name + "x", name.replace("/web/", "/web/0"), "/web", "/web/x", "/web/x/..%2fapp.py", "/web/../app.py"]
    for other in others:
        answer = server.http.get(other)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_lets_nothing_in_but_the_site_and_the_import_map(page: httpx.Response) -> None:
    (import_map,) = re.findall(r'<script type="importmap">(.*?)</script>', page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
    assert page.headers["Content-Security-Policy"] == (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    assert page.headers["Cache-Control"] == "no-cache"


def test_the_first_page_is_small(server: Server) -> None:
    page = open_page(server, "/")
    loaded = re.findall(r'"(?:modulepreload|stylesheet|module)" (?:href|src)="([^"]+)"', page.text)
    assert len(loaded) > 15
    sizes = [server.http.get(name).num_bytes_downloaded for name in set(loaded)]
    assert page.num_bytes_downloaded + sum(sizes) < BUDGET


def test_the_service_worker_is_at_the_top_and_asked_for_anew(server: Server) -> None:
    answer = server.http.get("/service-worker.js")
    assert answer.headers["Content-Type"].partition(";")[0] == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    (listed,) = re.findall(r"JSON\.parse\('(.*)'\)", answer.text)
    assert {server.http.get(name).status_code for name in json.loads(listed)} == {200}


def test_the_manifest_names_icons_that_are_there(server: Server) -> None:
    page = open_page(server, "/").text
    (manifest,) = re.findall(r'<link rel="manifest" href="([^"]+)"', page)
    for icon in server.http.get(manifest).json()["icons"]:
        assert server.http.get(str(httpx.URL(manifest).join(icon["src"]))).headers["Content-Type"] == icon["type"]


def test_the_guide_is_the_readme_and_its_links_lead_somewhere(server: Server) -> None:
    page = server.http.get("/docs/guide")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self' 'sha256-")
    links = re.findall(r'href="([^"]+)"', page.text)
    names = set(re.findall(r' id="([^"]+)"', page.text))
    assert {link[1:] for link in links if link[0] == "#"} <= names
    assert len(names) > 20
    assert {server.http.get(link).status_code for link in links if link[0] == "/"} == {200}
    assert "<script" not in page.text
    readme = re.sub(r"```.*?```", "", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", readme, re.M)
    assert re.findall(r"<h\d[^>]*>(.+)</h\d>", page.text) == headings


# What modules import


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_module_imports_only_what_is_there(path: Path) -> None:
    packages = json.loads((WEB / "imports.json").read_text())
    for name in re.findall(r"""(?:\bfrom\s+|\bimport\(|^import\s+)["']([^"']+)["']""", path.read_text(), re.M):
        assert (path.parent / name).exists() if name[0] == "." else name in packages, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_module_exports_what_another_imports_by_name(path: Path) -> None:
    for names, name in re.findall(r'^import \{([^}]+)\} from "(\.[^"]+)"', path.read_text(), re.M):
        exported = re.findall(
            r"^export (?:async )?(?:function|const|class|let) (\w+)", (path.parent / name).read_text(), re.M
        )
        wanted = {each.split()[0] for each in names.split(",") if each.strip()}
        assert wanted <= set(exported), name


def test_an_element_imports_no_page_and_a_page_no_other_page() -> None:
    for path in (*WEB.glob("elements/*.js"), *WEB.glob("pages/**/*.js")):
        imported = re.findall(r'from "(\.[^"]+)"', path.read_text())
        folders = {(path.parent / name).resolve().relative_to(WEB).parts[0] for name in imported}
        assert "pages" not in folders, path


def test_packages_are_locked_with_hashes_and_without_the_address_of_a_registry() -> None:
    wanted = json.loads((WEB / "package.json").read_text())["dependencies"]
    locked: dict[str, Any] = json.loads((WEB / "package-lock.json").read_text())["packages"]
    del locked[""]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    for package in locked.values():
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package


# The client of the API


def test_the_client_has_a_function_for_each_operation_that_answers_json(server: Server) -> None:
    described = set()
    for path, operations in server.client.openapi["paths"].items():
        for method, operation in operations.items():
            answers = [r for status, r in operation["responses"].items() if status[0] == "2"]
            kinds = {kind for answer in answers for kind in answer.get("content", {"application/json": {}})}
            if kinds == {"application/json"}:
                verb = "remove" if method == "delete" else method
                described.add((operation["operationId"], verb, path, "security" in operation))
    made = CLIENT.findall((WEB / "client.js").read_text())
    assert {(name, verb, path, "signed" in options) for name, verb, path, options in made} == described


# Words


def words(language: str) -> dict[str, str]:
    """Return the words of a language by their keys."""
    files = (WEB / f"text/{language}.js", WEB / f"text/admin/{language}.js")
    lines = [line for file in files for line in re.findall(r'^  "([^"]+)":\s+"(.*)",$', file.read_text(), re.M)]
    assert len(lines) == len(dict(lines)), "a key is there twice"
    return dict(lines)


def keys() -> Iterator[str]:
    """Give the keys that modules use, without the form that a count chooses."""
    for path in MODULES:
        if "text" not in path.parts:
            yield from re.findall(r'"([a-z-]+(?:\.[a-z-]+)+|name)"', path.read_text())


def base(key: str) -> str:
    """Return a key without the form that a count chooses."""
    return re.sub(r"\.(one|other)$", "", key)


def test_each_language_has_words_for_the_same_keys_with_the_same_values() -> None:
    english, german = words("en"), words("de")
    assert list(english) == list(german)
    for key, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", german[key])), key


def test_the_words_are_those_that_the_pages_use() -> None:
    there = {base(key) for key in words("en") if not key.startswith("problem.")}
    assert there == set(keys())


def test_problems_have_words_by_codes_of_the_api(url: str) -> None:
    codes = {code for (code,) in fetch(url, "select code from api.problem")} | {"UNREACHABLE"}
    assert {key.removeprefix("problem.") for key in words("en") if key.startswith("problem.")} <= codes
