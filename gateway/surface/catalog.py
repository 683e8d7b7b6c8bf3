"""The HTTP surface, read out of the database: api.endpoint joined to the functions that it names."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from psycopg import AsyncConnection

from gateway.http.arguments import SCHEMAS, Argument
from gateway.http.problems import Problems

ENDPOINTS = """
select jsonb_build_object(
  'method', e.method, 'path', e.path, 'auth', e.auth, 'rate', e.rate, 'cache', e.cache, 'creates', e.creates,
  'refuses', coalesce((select codes from api.refusal f where f.function = e.function), '{}'),
  'media_type', (select media_type from api.document d where d.function = e.function),
  'function', p.oid::regproc::text, 'is_read', p.provolatile <> 'v',
  'comment', obj_description(p.oid, 'pg_proc'),
  'arguments', coalesce((
    select jsonb_agg(jsonb_build_object(
      'name', a.name, 'type', format_type(a.type, null), 'is_required', a.position <= p.pronargs - p.pronargdefaults,
      'default', pg_get_function_arg_default(p.oid, a.position::integer),
      'rule', (select to_jsonb(r) from api.argument r where r.function = e.function and 'p_' || r.name = a.name),
      'labels', (select jsonb_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = a.type))
      order by a.position)
      from unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) with ordinality as a(name, type, position)), '[]'),
  'results', (
    select jsonb_agg(jsonb_build_object(
      'name', split_part(r.member, ' ', 1), 'type', split_part(r.member, ' ', 2), 'columns', (
        select jsonb_agg(jsonb_build_object(
          'name', c.attname, 'type', format_type(c.atttypid, null), 'comment', col_description(c.attrelid, c.attnum),
          'is_nullable', exists (select from api.nullable n where n.view = c.attrelid and c.attname = any(n.columns)),
          'labels', (select jsonb_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = c.atttypid))
          order by c.attnum)
          from pg_attribute c
         where c.attrelid = to_regclass(rtrim(split_part(r.member, ' ', 2), '[]')) and c.attnum > 0))
      order by r.position)
      from regexp_split_to_table(e.result, ', ') with ordinality as r(member, position)))
  from api.endpoint e join pg_proc p on p.oid = e.function
"""

FUNCTIONS = """
select jsonb_object_agg(p.oid::regproc::text, jsonb_build_object(
  'comment', obj_description(p.oid, 'pg_proc'),
  'refuses', coalesce((select codes from api.refusal f where f.function = p.oid), '{}'),
  'rules', coalesce((select jsonb_object_agg(r.name, to_jsonb(r)) from api.argument r where r.function = p.oid), '{}')))
  from pg_proc p
 where p.pronamespace = 'account'::regnamespace
"""

PROBLEMS = "select jsonb_object_agg(code, to_jsonb(p) - 'code') from api.problem p"

CACHES = "select coalesce(jsonb_object_agg(name, to_jsonb(c) - 'name'), '{}') from api.cache_class c"

API = "select to_jsonb(obj_description('api'::regnamespace, 'pg_namespace'))"


@dataclass(frozen=True)
class Column:
    """A member of a result: a column of the view that gives the object its shape."""

    name: str
    type: str
    comment: str
    labels: tuple[str, ...] = ()
    is_nullable: bool = False

    @property
    def is_list(self) -> bool:
        """Whether the member is a list."""
        return self.type.endswith("[]")

    @property
    def item_type(self) -> str:
        """The type of the member, or of a list's items."""
        return self.type.removesuffix("[]")


@dataclass(frozen=True)
class Result:
    """A member of a successful answer beside `success`: an object, a list of objects or a value."""

    name: str
    type: str
    columns: tuple[Column, ...]

    @property
    def is_list(self) -> bool:
        """Whether the member is a list."""
        return self.type.endswith("[]")

    @property
    def item_type(self) -> str:
        """The type of the member, or of a list's items."""
        return self.type.removesuffix("[]")

    @property
    def view(self) -> str:
        """The bare name of the view or type of the member, or of a list's items."""
        return self.item_type.rpartition(".")[2]


@dataclass(frozen=True)
class Endpoint:
    """One operation: one method of one path, answered by one function.

    creates: a call can create an object. only_creates: no call succeeds without. media_type: of an answer that is the
    text of its only result; None: JSON.
    """

    method: str
    path: str
    auth: str
    rate: tuple[str, ...]
    function: str
    is_read: bool
    comment: str
    arguments: tuple[Argument, ...]
    results: tuple[Result, ...]
    cache: str | None = None
    creates: bool = False
    only_creates: bool = False
    refuses: tuple[str, ...] = ()
    location: str | None = None
    media_type: str | None = None

    @cached_property
    def path_fields(self) -> frozenset[str]:
        """The names of the path template's fields."""
        return frozenset(re.findall(r"{(\w+)}", self.path))

    @cached_property
    def types(self) -> dict[str, str]:
        """The types of all arguments, by name."""
        return {argument.name: argument.type for argument in self.arguments}

    def typed(self, values: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Return values with their types, by name, for Database.call."""
        return {name: (self.types[name], value) for name, value in values.items()}

    @cached_property
    def client_arguments(self) -> tuple[Argument, ...]:
        """The arguments in path, query and body: not the caller's id, which is in the token, and not If-Match."""
        return tuple(argument for argument in self.arguments if argument.name not in {"user_id", "if_match"})

    @cached_property
    def is_conditional(self) -> bool:
        """Whether the client must send If-Match."""
        return "if_match" in self.types

    @property
    def is_stream(self) -> bool:
        """Whether it is an endless stream of changes."""
        return self.method in {"SSE", "WS"}

    @property
    def takes_body(self) -> bool:
        """Whether arguments that are not in the path are in the body; else they are in the query."""
        return self.method in {"POST", "PUT", "PATCH"} and not self.ignores_body

    @property
    def ignores_body(self) -> bool:
        """Whether a body is not looked at: a page's button sends one, and so do programs that read mail (RFC 8058)."""
        return self.media_type is not None and not self.is_read

    @property
    def summary(self) -> str:
        """The comment's first line."""
        return self.comment.partition("\n")[0]

    @property
    def description(self) -> str:
        """The comment after its first line."""
        return self.comment.partition("\n")[2]


@dataclass(frozen=True)
class CacheClass:
    """A row of api.cache_class: seconds in memory and in Redis, Cache-Control, and the events that invalidate."""

    local_seconds: int
    shared_seconds: int | None
    control: str
    events: frozenset[str]


@dataclass(frozen=True)
class Function:
    """A function of schema account, which the gateway calls in operations of its own. rules: by argument."""

    comment: str
    refuses: tuple[str, ...]
    rules: Mapping[str, Any]

    @property
    def summary(self) -> str:
        """The comment's first line."""
        return self.comment.partition("\n")[0]

    def bounded(self, argument: Argument) -> Argument:
        """Return an argument with the function's bounds."""
        rule = self.rules.get(argument.name, {})
        return replace(argument, low=rule.get("low", argument.low), high=rule.get("high", argument.high))


@dataclass(frozen=True)
class Catalog:
    """Everything that the gateway reads from the database when it starts."""

    title: str
    description: str
    endpoints: tuple[Endpoint, ...]
    problems: Problems
    caches: Mapping[str, CacheClass]
    functions: Mapping[str, Function]


class CatalogError(Exception):
    """The gateway cannot serve an endpoint; the message names it and the reason."""


def argument(row: dict[str, Any]) -> Argument:
    """Return the Argument for a row of the query."""
    rule = row["rule"] or {}
    return Argument(
        name=row["name"].removeprefix("p_"),
        type=row["type"],
        is_required=row["is_required"],
        default=row["default"],
        labels=tuple(row["labels"] or ()),
        low=rule.get("low"),
        high=rule.get("high"),
        pattern=rule.get("pattern"),
        allowed=tuple(rule.get("allowed") or ()),
        is_list=rule.get("is_list", False),
    )


def result(row: dict[str, Any]) -> Result:
    """Return the Result for a row of the query."""
    columns = (
        Column(c["name"], c["type"], c["comment"] or "", tuple(c["labels"] or ()), c["is_nullable"])
        for c in row["columns"] or ()
    )
    return Result(row["name"], row["type"], tuple(columns))


def http_words(comment: str) -> str:
    """Return a function's comment for clients: with the names of arguments in HTTP, without p_."""
    return re.sub(r"\bp_(?=[a-z])", "", comment)


def endpoint(row: dict[str, Any]) -> Endpoint:
    """Return the Endpoint for a row of the query.

    Raises CatalogError if an argument or a result has a type that the gateway cannot serve.
    """
    arguments = tuple(argument(a) for a in row["arguments"])
    for a in arguments:
        if a.type not in SCHEMAS and not a.labels:
            raise CatalogError(f"{row['function']}: argument {a.name} has the type {a.type}")
    results = tuple(result(r) for r in row["results"])
    for r in results:
        if r.item_type not in SCHEMAS and not r.columns:
            raise CatalogError(f"{row['function']}: result {r.name} has the type {r.type}")
        for c in r.columns:
            if c.item_type not in SCHEMAS and not c.labels:
                raise CatalogError(f"{row['function']}: column {c.name} of {r.item_type} has the type {c.type}")
    return Endpoint(
        method=row["method"],
        path=row["path"],
        auth=row["auth"],
        rate=tuple(row["rate"]),
        function=row["function"],
        is_read=row["is_read"],
        comment=http_words(row["comment"] or ""),
        arguments=arguments,
        results=results,
        cache=row["cache"],
        creates=row["creates"],
        refuses=tuple(row["refuses"]),
        media_type=row["media_type"],
    )


def with_locations(endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    """Set each endpoint's location: the path of the GET with the same result whose last part is the id."""
    known = tuple(endpoints)
    paths = {
        e.results[0].type: e.path
        for e in known
        if e.method == "GET" and e.path.endswith(f"/{{{e.results[0].view}_id}}")
    }
    return tuple(replace(e, location=paths.get(e.results[0].type)) for e in known)


async def read(connection: AsyncConnection[Any]) -> Catalog:
    """Read the catalog.

    Raises psycopg.Error and CatalogError.
    """

    async def rows(query: str) -> list[Any]:
        cursor = await connection.execute(query.encode())
        return [json.loads(row[0]) for row in await cursor.fetchall()]

    async with connection.transaction():
        # Behind pgbouncer the session does not have the gateway's settings.
        await connection.execute("set local jit = off")
        (text,) = await rows(API)
        (problems,) = await rows(PROBLEMS)
        (caches,) = await rows(CACHES)
        (functions,) = await rows(FUNCTIONS)
        endpoints = with_locations(endpoint(row) for row in await rows(ENDPOINTS))
    title, _, description = text.partition("\n")
    classes = {name: CacheClass(**{**row, "events": frozenset(row["events"])}) for name, row in caches.items()}
    known = {name: Function(f["comment"], tuple(f["refuses"]), f["rules"]) for name, f in functions.items()}
    return Catalog(title, description, endpoints, Problems.from_rows(problems), classes, known)
