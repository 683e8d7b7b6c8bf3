// One appointment as a file for calendars (RFC 5545): the same event as in mails and in the subscribed calendar.

const LONGEST_LINE = 74;

function time(instant) {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, "");
}

function escape(text) {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

// A line has at most 75 octets, and no character is cut.
function fold(line) {
  const encoder = new TextEncoder();
  let folded = "";
  let length = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (length + size > LONGEST_LINE) {
      folded += "\r\n ";
      length = 1;
    }
    folded += character;
    length += size;
  }
  return folded;
}

// Returns the file. booking: as it is now. earlier: the bookings that it replaced, the newest first.
export function toCalendar(booking, earlier, summary) {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//MedBook//MedBook//EN",
    "BEGIN:VEVENT",
    `UID:${(earlier.at(-1) ?? booking).id}`,
    `SEQUENCE:${earlier.length}`,
    `DTSTAMP:${time(booking.confirmed_at)}`,
    `DTSTART:${time(booking.start_time)}`,
    `DTEND:${time(booking.end_time)}`,
    `SUMMARY:${escape(summary)}`,
    "STATUS:CONFIRMED",
    "CLASS:PRIVATE",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}
