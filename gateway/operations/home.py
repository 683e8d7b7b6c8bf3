"""The page at /: what this is, where its description is, and the first requests to try."""

import re
from collections.abc import Iterator
from html import escape
from itertools import islice

from falcon.asgi import Request

from gateway.surface.catalog import Catalog

REQUESTS = 3
# What may stand in a command to be pasted: no more than the names and addresses of hosts.
HOST = re.compile(r"([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?", re.IGNORECASE)

PAGE = """<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>{title}</title>
  <h1>{title}</h1>
  <p>{description}</p>
  <ul>
    <li><a href="/docs">All operations</a>, to read and to try
    <li><a href="/openapi.json">Their description in OpenAPI</a>
    <li><a href="/readyz">Whether the service is ready</a>
  </ul>
  <p>{advice}</p>
{requests}
</html>
"""


def requests(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Give requests that anybody can send as they are, each as its summary and its path."""
    yield "Is it ready?", "/readyz"
    for endpoint in catalog.endpoints:
        needs = [argument for argument in endpoint.client_arguments if argument.is_required]
        if endpoint.method == "GET" and endpoint.auth == "none" and not needs:
            yield endpoint.summary, endpoint.path


def render(catalog: Catalog, req: Request) -> bytes:
    """Return the page for a client. Its commands name the host that the client named, or else leave it open."""
    host = req.get_header("Host") or ""
    is_known = HOST.fullmatch(host) is not None
    base = f"{req.scheme}://{host}" if is_known else "$B"
    items = [
        f'  <p>{escape(summary)}</p>\n  <pre>curl -s "{escape(base + path)}"</pre>'
        for summary, path in islice(requests(catalog), REQUESTS)
    ]
    page = PAGE.format(
        title=escape(catalog.title),
        description=escape(catalog.description),
        advice="The first requests:" if is_known else "The first requests, where B holds the address of this service:",
        requests="\n".join(items),
    )
    return page.encode()
