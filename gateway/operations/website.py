"""The pages of the folder web: HTML, and the modules, styles and packages that it loads under names that never change.

The names hold a hash of all contents, so that relative imports stay within one release, and caches need not ask again.
"""

import base64
import hashlib
import json
import posixpath
import re
from pathlib import Path
from string import Template
from typing import Any

from falcon.asgi import App, Request, Response

from gateway.config import ConfigError
from gateway.http.problems import Problem
from gateway.operations.static_files import IMMUTABLE, StaticFile

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
KINDS = {".css", ".js", ".png", ".svg", ".webmanifest"}
# Served by names of their own: a worker for all pages must be at the top.
TOP = {"service-worker.js"}
ENTRY = re.compile(r'<script type="module" src="\$web/([^"]+)"')
STATIC_IMPORT = re.compile(r"""(?:\bfrom|^import)\s*["']([^"']+)["']""", re.MULTILINE)


def policy(*inline: str) -> str:
    """Return the content security policy of a page with these inline scripts."""
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline)
    return POLICY.format(scripts=" ".join(("'self'", *(f"'sha256-{value}'" for value in hashes))))


class Website:
    """The folder's files. Raises ConfigError if its packages are not there."""

    def __init__(self, folder: Path) -> None:
        self.texts = {name: (folder / name).read_text() for name in (*TOP, *(p.name for p in folder.glob("*.html")))}
        packages = json.loads((folder / "imports.json").read_text())
        found = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.suffix in KINDS and "node_modules" not in path.parts and path.name not in TOP
        }
        try:
            found |= {f"packages/{file}": (folder / "node_modules" / file).read_bytes() for file in packages.values()}
        except FileNotFoundError as error:
            raise ConfigError(f"{error.filename} is missing: make run installs the packages of the pages") from None
        version = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()[:16]
        self.base = f"/web/{version}"
        self.imports = {name: f"packages/{file}" for name, file in packages.items()}
        self.import_map = json.dumps({"imports": {name: f"{self.base}/{file}" for name, file in self.imports.items()}})
        self.contents = found
        self.files = {f"{self.base}/{name}": StaticFile(name, body, IMMUTABLE) for name, body in found.items()}

    def add_to(self, app: App[Any, Any]) -> None:
        """Add the routes of all files that are no page."""
        app.add_route("/web/{version}/{name:path}", self)
        for name in TOP:
            app.add_route(f"/{name}", self.page(name))

    async def on_get(self, req: Request, resp: Response, version: str, name: str) -> None:
        """Answer a file. Raises Problem NOT_FOUND."""
        file = self.files.get(f"/web/{version}/{name}")
        if file is None:
            raise Problem("NOT_FOUND")
        await file.on_get(req, resp)

    on_head = on_get

    def page(self, name: str, **words: str) -> StaticFile:
        """Return a page, or what else names the files by $web, $files, $preloads and $imports. words: for others."""
        text = self.texts[name]
        entry = ENTRY.search(text)
        modules = sorted(self.modules(entry[1])) if entry else []
        made = Template(text).safe_substitute(
            words,
            web=self.base,
            imports=self.import_map,
            preloads="".join(f'<link rel="modulepreload" href="{self.base}/{module}">' for module in modules),
            files=json.dumps(sorted(self.files)),
        )
        return StaticFile(name, made.encode(), policy=policy(self.import_map))

    def modules(self, entry: str) -> set[str]:
        """Return the modules that one imports statically, and they in turn, itself included."""
        known: set[str] = set()
        waiting = [entry]
        while waiting:
            name = waiting.pop()
            if name not in known:
                known.add(name)
                waiting += self.imported(name)
        return known

    def imported(self, name: str) -> list[str]:
        """Return the modules that a module names in its static imports."""
        targets = STATIC_IMPORT.findall(self.contents[name].decode())
        relative = [
            posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            for target in targets
            if target[0] == "."
        ]
        return relative + [self.imports[target] for target in targets if target in self.imports]
