"""Every operation that /openapi.json describes, with a request that fits it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.server import SLOT, Client


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    description: dict[str, Any]

    @property
    def needs_token(self) -> bool:
        """Whether it asks who calls."""
        return "security" in self.description

    @property
    def is_for_admins(self) -> bool:
        """Whether only administrators may call it."""
        return self.path.startswith("/v1/admin/")

    def call(self, client: Client) -> httpx.Response:
        """Send a request with all required fields, of their types."""
        path = re.sub(r"{\w+}", SLOT, self.path)
        content = self.description.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        body = dict.fromkeys(schema.get("required", ()), SLOT)
        return client.request(self.method, path, **({"json": body} if schema else {}))


def operations(client: Client) -> Iterator[Operation]:
    """Yield all operations."""
    for path, described in client.openapi["paths"].items():
        for method, description in described.items():
            yield Operation(method.upper(), path, description)
