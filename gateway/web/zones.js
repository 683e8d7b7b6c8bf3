// Days of a zone's calendar, as 2030-01-07.

// Returns the day on which an instant is in a zone.
export function dayIn(instant, zone) {
  // Swedes write days and times as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(instant));
}

// Returns the day that many days later.
export function addDays(day, count) {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

// Returns the Monday of a day's week.
export function mondayOf(day) {
  return addDays(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7));
}

// The days that can be chosen: addresses and people who are still typing a year name others.
export const FIRST_DAY = "2000-01-01";
export const LAST_DAY = "2199-12-31";

// Whether a text is a day that can be chosen.
export function isDay(text) {
  const isWritten = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00Z`));
  return isWritten && addDays(text, 0) === text && FIRST_DAY <= text && text <= LAST_DAY;
}

function offsetAt(instant, zone) {
  const wall = new Date(instant).toLocaleString("sv-SE", { timeZone: zone });
  return Date.parse(`${wall.replace(" ", "T")}Z`) - instant;
}

// Returns when a day begins in a zone.
export function startIn(day, zone) {
  const wall = Date.parse(`${day}T00:00Z`);
  // The offset may change between midnight here and there.
  const guess = wall - offsetAt(wall, zone);
  return new Date(wall - offsetAt(guess, zone));
}
