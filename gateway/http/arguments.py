"""Arguments: values of a request are checked by the catalog's types and become text that PostgreSQL casts."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from gateway.http.problems import invalid_input, pointer


@dataclass(frozen=True)
class Argument:
    """An argument of a function, by its name in HTTP: without p_.

    type: as PostgreSQL writes it. default: the SQL expression, None without one. labels: of an enum. low, high: bounds
    of a number, or of a text's length. pattern: regular expression that a text must match. allowed: the only texts
    allowed. is_list: whether a jsonb is a list of objects. format: of a text, for OpenAPI. The gateway checks the
    type; the function itself checks the rest.
    """

    name: str
    type: str
    is_required: bool
    default: str | None = None
    labels: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    pattern: str | None = None
    allowed: tuple[str, ...] = ()
    is_list: bool = False
    format: str | None = None


class WrongValue(Exception):
    """A value is not of its argument's type; the message is the end of a sentence.

    rule: the keyword of the type's schema that the value breaks.
    """

    def __init__(self, detail: str, rule: str = "type") -> None:
        super().__init__(detail)
        self.rule = rule


UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
INTEGER_TEXT = re.compile(r"-?[0-9]{1,19}")
DATE_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME_TEXT = re.compile(DATE_TEXT.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})", re.I)


def plain_text(value: object) -> str:
    """Check that the value is text that PostgreSQL can store."""
    if not isinstance(value, str):
        raise WrongValue("must be a string")
    if "\0" in value:
        raise WrongValue("must not contain NUL", "pattern")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise WrongValue("must be Unicode without lone surrogates", "pattern")
    return value


def uuid(value: object) -> str:
    """Check that the value is a UUID in its usual form."""
    if not (isinstance(value, str) and UUID_TEXT.fullmatch(value)):
        raise WrongValue("must be a UUID", "format")
    return value


def whole_number(bits: int) -> Callable[[object], str]:
    """Return the check of an integer type of so many bits."""

    def check(value: object) -> str:
        if isinstance(value, float) and value.is_integer():
            # JSON has one kind of numbers: 1.0 and 1e0 are the integer 1, as JSON Schema sees it too.
            value = int(value)
        if type(value) is not int:
            raise WrongValue("must be an integer")
        if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            raise WrongValue(f"must fit into {bits} bits", "minimum" if value < 0 else "maximum")
        return str(value)

    return check


def boolean(value: object) -> str:
    """Check that the value is true or false."""
    if not isinstance(value, bool):
        raise WrongValue("must be true or false")
    return "true" if value else "false"


def day(value: object) -> str:
    """Check that the value is a date, as RFC 3339 writes it."""
    try:
        if isinstance(value, str) and DATE_TEXT.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise WrongValue("must be a date such as 2026-12-31", "format")


def instant(value: object) -> str:
    """Check that the value is a date and time with an offset, as RFC 3339 writes it; return it in UTC."""
    try:
        if isinstance(value, str) and TIME_TEXT.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        pass
    raise WrongValue("must be a date and time with offset such as 2026-12-31T09:00:00Z", "format")


def document(value: object) -> str:
    """Check that the value is JSON that PostgreSQL can store."""
    try:
        text = json.dumps(value, allow_nan=False)
    except ValueError as error:
        raise WrongValue("must hold numbers of a size that can be kept") from error
    if re.search(r"\\u(0000|d[89a-f])", text):
        plain_text(json.dumps(value, ensure_ascii=False).replace("\\u0000", "\0"))
    return text


CHECKS: dict[str, Callable[[object], str]] = {
    "text": plain_text,
    "uuid": uuid,
    "integer": whole_number(32),
    "bigint": whole_number(64),
    "boolean": boolean,
    "date": day,
    "timestamp with time zone": instant,
    "jsonb": document,
}

SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "pattern": "^[^\\u0000]*$"},
    "uuid": {"type": "string", "format": "uuid"},
    "integer": {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1},
    "bigint": {"type": "integer", "format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamp with time zone": {"type": "string", "format": "date-time"},
    "jsonb": {},
}


def schema(type_: str, labels: tuple[str, ...]) -> dict[str, Any]:
    """Return the JSON schema of a type of the catalog."""
    return {"type": "string", "enum": list(labels)} if labels else dict(SCHEMAS[type_])


def typed(text: str, type_: str) -> object:
    """Return the number or boolean that a text of the path or query stands for; else the text."""
    if type_ in {"integer", "bigint"} and INTEGER_TEXT.fullmatch(text):
        return int(text)
    if type_ == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def check(argument: Argument, value: object) -> str:
    """Return the value as the text that PostgreSQL casts to the argument's type.

    Raises WrongValue.
    """
    if not argument.labels:
        return CHECKS[argument.type](value)
    if value not in argument.labels:
        raise WrongValue("must be one of " + ", ".join(argument.labels), "enum")
    return str(value)


def check_all(arguments: tuple[Argument, ...], given: Mapping[str, object]) -> dict[str, str]:
    """Return the values to pass, by argument. An optional argument that is missing or null is left out.

    Raises Problem INVALID_INPUT with a pointer to every unknown, missing or wrong field.
    """
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    rules: dict[str, Mapping[str, object]] = {}
    for argument in arguments:
        value = given.get(argument.name)
        if value is not None:
            try:
                values[argument.name] = check(argument, value)
            except WrongValue as error:
                errors[argument.name] = str(error)
                rules[argument.name] = named(argument, error.rule)
        elif argument.is_required:
            errors[argument.name] = "must not be null" if argument.name in given else "is required"
            rules[argument.name] = {"rule": "required"}
    known = {argument.name for argument in arguments}
    unknown = [name for name in given if name not in known]
    errors |= dict.fromkeys(unknown, "is not a field of this request")
    rules |= {name: {"rule": "additionalProperties"} for name in unknown}
    if errors:
        raise invalid_input(errors, rules)
    return values


def bounds(argument: Argument) -> dict[str, int]:
    """Return the bounds of a number, or of a text's length, by the keywords of JSON Schema."""
    low, high = ("minLength", "maxLength") if argument.type == "text" else ("minimum", "maximum")
    given = {low: argument.low, high: argument.high}
    return {name: bound for name, bound in given.items() if bound is not None}


def named(argument: Argument, rule: str) -> dict[str, object]:
    """Return a rule of an argument's schema, with its limit if it is a bound."""
    limit = {**SCHEMAS.get(argument.type, {}), **bounds(argument)}.get(rule)
    return {"rule": rule, "limit": limit} if isinstance(limit, int) else {"rule": rule}


def broken(argument: Argument, value: str | None) -> dict[str, object]:
    """Return the rule of an argument's schema that a value of its type breaks; empty: it breaks none."""
    if value is None:
        return {"rule": "required"}
    if argument.allowed and value not in argument.allowed:
        return {"rule": "enum"}
    if argument.pattern is not None and not re.search(argument.pattern, value):
        return {"rule": "pattern"}
    for rule, limit in bounds(argument).items():
        size = len(value) if argument.type == "text" else int(value)
        if size < limit if rule.startswith("min") else size > limit:
            return named(argument, rule)
    return {}


def explain(
    arguments: tuple[Argument, ...], values: Mapping[str, str], errors: Iterable[MutableMapping[str, object]]
) -> None:
    """Name in each error of a refusal the rule that the value breaks, where the argument's schema has it."""
    known = {pointer(argument.name): argument for argument in arguments}
    for error in errors:
        argument = known.get(str(error["pointer"]))
        if argument is not None and "rule" not in error:
            error.update(broken(argument, values.get(argument.name)))
