"""The words of mails, which are files: a folder for each language, with a text and a page for each kind of mail.

A text begins with the subject and an empty line. Dates and times are written as the language has them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta, get_timezone_name
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

FOLDER = Path(__file__).with_name("templates")
# Which dates and times a language has.
LOCALES = {"de": "de_DE", "en": "en_GB"}


def in_zone(time: str, zone: str) -> datetime:
    """Return a time as a zone has it. Raises LookupError if nobody knows the zone."""
    return datetime.fromisoformat(time).astimezone(ZoneInfo(zone))


def day(time: str, zone: str, language: str) -> str:
    """Return the date of a time in a zone, with its weekday."""
    return format_date(in_zone(time, zone), "full", LOCALES[language])


def clock(time: str, zone: str, language: str) -> str:
    """Return what the clocks of a zone show at a time."""
    return format_time(in_zone(time, zone), "short", locale=LOCALES[language])


def zone_name(time: str, zone: str, language: str) -> str:
    """Return the name of the time that a zone has then."""
    return get_timezone_name(in_zone(time, zone), locale=LOCALES[language])


def duration(seconds: int, language: str) -> str:
    """Return a number of seconds in words."""
    return format_timedelta(timedelta(seconds=seconds), granularity="minute", threshold=2, locale=LOCALES[language])


def differ(time: str, zone: str, other: str) -> bool:
    """Tell whether the clocks of two zones show different times."""
    return in_zone(time, zone).utcoffset() != in_zone(time, other).utcoffset()


@cache
def environment() -> Environment:
    """Return what reads the files. A fact that is missing is an error, and no empty place."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # A process that has given up root's rights may not look at them again.
        auto_reload=False,
    )
    made.filters.update(day=day, clock=clock, zone_name=zone_name, duration=duration)
    made.globals.update(differ=differ)
    return made


def render(language: str, name: str, facts: Mapping[str, Any]) -> str:
    """Return what a file says of some facts. Raises jinja2.TemplateError, and LookupError for an unknown time zone."""
    return environment().get_template(f"{language}/{name}").render(facts, language=language)


def render_text(language: str, name: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return the first line of a text, and what follows the empty line after it. Raises as render does."""
    head, _, body = render(language, f"{name}.txt", facts).partition("\n\n")
    return head.strip(), body.strip() + "\n"
