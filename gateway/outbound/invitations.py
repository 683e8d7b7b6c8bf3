"""What a mail says to calendars: an event that comes, changes or goes (RFC 5545 and 5546)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from typing import Any

from icalendar import Calendar, Event, vCalAddress


def person(address: str, name: str | None = None) -> vCalAddress:
    """Return who takes part in an event."""
    made = vCalAddress(f"mailto:{address}")
    if name:
        made.params["CN"] = name
    return made


def invitation(method: str, facts: Mapping[str, Any], summary: str, sender: Address, address: str) -> bytes:
    """Return a calendar with one event, which is the one that subscribed calendars show. method: REQUEST or CANCEL."""
    event = Event()
    event.add("uid", facts["uid"])
    event.add("sequence", facts["sequence"])
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", datetime.fromisoformat(facts["start_time"]).astimezone(UTC))
    event.add("dtend", datetime.fromisoformat(facts["end_time"]).astimezone(UTC))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("organizer", person(sender.addr_spec, sender.display_name))
    guest = person(address)
    # It is agreed on: nobody is asked, and the sender reads no answer.
    guest.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", guest)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//MedBook//MedBook//EN")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
