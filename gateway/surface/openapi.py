"""The OpenAPI 3.1 document, made from the catalog: arguments, comments, columns of views, and problems."""

import re
from typing import Any

from gateway.config import version
from gateway.http.arguments import Argument, bounds, schema
from gateway.http.problems import MEDIA_TYPE, Problems
from gateway.surface.catalog import Catalog, Column, Endpoint, Result

OF_ALL = ("INTERNAL", "UNAVAILABLE", "TIMEOUT")
OF_BODIES = ("MALFORMED_JSON", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE")

IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "ETag of the version that was read, or *",
    "schema": {"type": "string"},
}

TOKEN_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "An access token. An administrator's requests count against the limit desk instead of general: also "
    "those of operations that need no token, if it is sent. A WebSocket may name it among its protocols: "
    "medbook, bearer.{token}.",
}

LAST_EVENT_ID = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "id of the last event: later changes are replayed first",
    "schema": {"type": "string"},
}

RULES = ["required", "additionalProperties", "type", "format", "enum", "pattern"]
RULES += ["minimum", "maximum", "minLength", "maxLength", "common", "same", "wrong"]

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "success", "error", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "success": {"const": False},
        "error": {"type": "string", "description": "The same as code"},
        "trace_id": {"type": "string", "description": "Of the request, the same as in the log and the audit"},
        "retryable": {"const": True, "description": "The same request may succeed after Retry-After"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Which field of the request"},
                    "detail": {"type": "string", "description": "What is wrong with it"},
                    "rule": {
                        "type": "string",
                        "description": "The keyword of the field's schema that the value breaks, if it is one of these;"
                        " of passwords also common, same (as the present one) or wrong",
                        "enum": RULES,
                    },
                    "limit": {"type": "integer", "description": "The bound, of minimum, maximum, minLength, maxLength"},
                },
            },
        },
    },
}


def or_null(made: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that also takes null."""
    values = {"enum": [*made["enum"], None]} if "enum" in made else {}
    # Without a type it is any JSON, null too.
    return made | {"type": [made["type"], "null"]} | values if "type" in made else made


def column_schema(column: Column) -> dict[str, Any]:
    """Return the schema of a member of an object."""
    made = schema(column.item_type, column.labels)
    made = ({"type": "array", "items": made} if column.is_list else made) | {"description": column.comment}
    return or_null(made) if column.is_nullable else made


def component(result: Result) -> dict[str, Any]:
    """Return the schema of a view's rows."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [column.name for column in result.columns],
        "properties": {column.name: column_schema(column) for column in result.columns},
    }


def result_schema(result: Result) -> dict[str, Any]:
    """Return the schema of one member of an answer."""
    made = {"$ref": f"#/components/schemas/{result.view}"} if result.columns else schema(result.item_type, ())
    return {"type": "array", "items": made} if result.is_list else made


def answer_schema(endpoint: Endpoint, created: bool) -> dict[str, Any]:
    """Return the schema of a successful response. created: of the one with status 201."""
    members: dict[str, Any] = {"success": {"const": True}}
    members |= {result.name: result_schema(result) for result in endpoint.results}
    if any(argument.name == "cursor" for argument in endpoint.arguments):
        members["next_cursor"] = {"type": ["string", "null"], "description": "For the next page; null on the last one"}
    if created:
        members["created"] = {"type": "string", "description": "Id of the new object"}
    return {"type": "object", "additionalProperties": False, "required": list(members), "properties": members}


def argument_schema(argument: Argument) -> dict[str, Any]:
    """Return the schema of an argument, with its default when that is a plain number."""
    made = schema(argument.type, argument.labels or argument.allowed) | bounds(argument)
    if argument.pattern is not None:
        made["pattern"] = argument.pattern
    if argument.format is not None:
        made["format"] = argument.format
    if argument.default is not None and re.fullmatch(r"-?\d+", argument.default):
        made["default"] = int(argument.default)
    return made


def item_schema(argument: Argument, endpoint: Endpoint) -> dict[str, Any]:
    """Return the schema of the objects in a list: their members are those of the answer's list of the same name."""
    columns = (column for result in endpoint.results if result.name == argument.name for column in result.columns)
    members = {column.name: column_schema(column) for column in columns if column.name not in endpoint.path_fields}
    return {"type": "object", "additionalProperties": False, "properties": members}


def member_schema(argument: Argument, endpoint: Endpoint) -> dict[str, Any]:
    """Return the schema of an argument in a body: an optional one may also be null."""
    made = argument_schema(argument)
    if argument.is_list:
        made = {"type": "array", "items": item_schema(argument, endpoint)}
    return or_null(made) if not argument.is_required and "type" in made else made


def codes(endpoint: Endpoint) -> list[str]:
    """Return the codes of an operation's refusals: its function's, and those of the gateway."""
    named = list(endpoint.refuses)
    if endpoint.auth != "none":
        named.append("INVALID_TOKEN")
    if endpoint.auth == "admin":
        named.append("FORBIDDEN")
    if endpoint.takes_body:
        named += OF_BODIES
    elif endpoint.ignores_body:
        named.append("PAYLOAD_TOO_LARGE")
    if endpoint.is_conditional:
        named.append("PRECONDITION_REQUIRED")
    if endpoint.rate:
        named.append("RATE_LIMITED")
    return list(dict.fromkeys([*named, "INVALID_INPUT", *OF_ALL]))


def problem_responses(endpoint: Endpoint, problems: Problems) -> dict[str, Any]:
    """Return the responses of an operation's refusals, by status."""
    by_status: dict[str, list[str]] = {}
    for code in codes(endpoint):
        by_status.setdefault(str(problems.kinds[code].status), []).append(code)
    return {
        status: {
            "description": "; ".join(f"{code}: {problems.kinds[code].title}" for code in listed),
            "content": {
                MEDIA_TYPE: {
                    "schema": {
                        "allOf": [{"$ref": "#/components/schemas/problem"}],
                        "properties": {"code": {"enum": listed}},
                    }
                }
            },
        }
        for status, listed in sorted(by_status.items())
    }


def success_responses(endpoint: Endpoint) -> dict[str, Any]:
    """Return the successful responses of an operation, by status."""
    if not endpoint.results:
        return {"204": {"description": "Done"}}
    if endpoint.is_stream:
        (result,) = endpoint.results
        description = (
            f"Events with data as in #/components/schemas/{result.view}; reset: changes were lost, read the list again"
        )
        return {"200": {"description": description, "content": {"text/event-stream": {"schema": {"type": "string"}}}}}

    def response(description: str, created: bool) -> dict[str, Any]:
        content = {"application/json": {"schema": answer_schema(endpoint, created)}}
        if endpoint.media_type is not None:
            content = {endpoint.media_type: {"schema": result_schema(endpoint.results[0])}}
        return {"description": description, "content": content}

    responses = {} if endpoint.only_creates else {"200": response("Done", created=False)}
    if endpoint.method == "GET":
        responses["304"] = {"description": "Not changed since the ETag in If-None-Match"}
    if endpoint.creates:
        location = {"Location": {"schema": {"type": "string"}, "description": "Where to read it"}}
        responses["201"] = response("Created", created=True) | ({"headers": location} if endpoint.location else {})
    return responses


def operation(endpoint: Endpoint, problems: Problems) -> dict[str, Any]:
    """Return the operation object of an endpoint."""
    arguments = endpoint.client_arguments
    in_path = [argument for argument in arguments if argument.name in endpoint.path_fields]
    others = [argument for argument in arguments if argument.name not in endpoint.path_fields]
    made: dict[str, Any] = {
        "operationId": endpoint.function.rpartition(".")[2],
        "summary": endpoint.summary,
        "description": endpoint.description,
        "tags": [endpoint.path.split("/")[2]],
        "parameters": [
            {
                "name": argument.name,
                "in": "path" if argument in in_path else "query",
                "required": argument.is_required,
                "schema": argument_schema(argument),
            }
            for argument in (in_path if endpoint.takes_body else arguments)
        ],
        "responses": success_responses(endpoint) | problem_responses(endpoint, problems),
    }
    if endpoint.is_conditional:
        made["parameters"].append(IF_MATCH)
    if endpoint.is_stream:
        made["parameters"].append(LAST_EVENT_ID)
    if endpoint.takes_body and others:
        made["requestBody"] = {
            "required": any(argument.is_required for argument in others),
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": [argument.name for argument in others if argument.is_required],
                        "properties": {argument.name: member_schema(argument, endpoint) for argument in others},
                    }
                }
            },
        }
    if endpoint.auth != "none":
        made["security"] = [{"token": []}]
    return made


def document(catalog: Catalog, endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """Return the OpenAPI document of these endpoints, without WebSockets, which OpenAPI cannot describe."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"problem": PROBLEM_SCHEMA}
    for endpoint in endpoints:
        if endpoint.method == "WS":
            continue
        method = "get" if endpoint.is_stream else endpoint.method.lower()
        paths.setdefault(endpoint.path, {})[method] = operation(endpoint, catalog.problems)
        schemas |= {result.view: component(result) for result in endpoint.results if result.columns}
    return {
        "openapi": "3.1.0",
        "info": {"title": catalog.title, "description": catalog.description, "version": version()},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": TOKEN_SCHEME},
        },
    }
