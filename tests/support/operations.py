"""Every operation that /openapi.json describes, with a request that fits it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.clinic import SLOT
from tests.support.gateway import Client


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    description: dict[str, Any]

    @property
    def needs_token(self) -> bool:
        """Whether it requires a signed-in caller."""
        return "security" in self.description

    @property
    def is_for_admins(self) -> bool:
        """Whether only administrators may call it."""
        return self.path.startswith("/v1/admin/")

    @property
    def body(self) -> dict[str, Any]:
        """A body with all required fields, of their types."""
        content = self.description.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        return {name: fitting(schema["properties"][name]) for name in schema.get("required", ())}

    def call(self, client: Client) -> httpx.Response:
        """Send a request with all required fields, of their types."""
        required = [p for p in self.description.get("parameters", ()) if p.get("required")]
        query = {p["name"]: fitting(p["schema"]) for p in required if p["in"] == "query"}
        headers = {p["name"]: "*" for p in required if p["in"] == "header"}
        sent = {"json": self.body} if "requestBody" in self.description else {}
        path = re.sub(r"{\w+}", SLOT, self.path)
        return client.request(self.method, path, params=query, headers=headers, **sent)


def fitting(schema: dict[str, Any]) -> Any:
    """Return a value that fits a field's schema."""
    if schema.get("type") == "integer":
        return schema.get("minimum", 1)
    if "type" not in schema:
        return []
    return {"date": "2030-01-08", "date-time": "2030-01-08T09:00:00Z"}.get(schema.get("format", ""), SLOT)


def operations(client: Client) -> Iterator[Operation]:
    """Yield all operations."""
    for path, described in client.openapi["paths"].items():
        for method, description in described.items():
            yield Operation(method.upper(), path, description)
