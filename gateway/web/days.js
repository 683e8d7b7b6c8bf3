// Days of the reader's calendar, as 2030-01-07.

function pad(number) {
  return String(number).padStart(2, "0");
}

// Returns the day on which an instant is.
export function dayOf(instant) {
  const date = new Date(instant);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

// Returns when a day begins, or another one that many days later.
export function startOf(day, later = 0) {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + later);
  return date;
}

// Whether two slots or visits are at one time, at least partly.
export function overlaps(one, other) {
  return Date.parse(one.start_time) < Date.parse(other.end_time) && Date.parse(other.start_time) < Date.parse(one.end_time);
}
