// Durations of ISO 8601, such as PT2M, as a number of units.

const OF_DAYS = { D: "day", W: "week", M: "month", Y: "year" };
const OF_TIME = { S: "second", M: "minute", H: "hour" };
const SECONDS = { second: 1, minute: 60, hour: 3600 };

// Those that people choose from.
export const UNITS = ["second", "minute", "hour", "day"];

function parts(text) {
  return [...(text ?? "").matchAll(/(-?[\d.]+)([A-Z])/g)].map(([, number, letter]) => [Number(number), letter]);
}

// Returns {number, unit}, or null if it has several units that are not of one length. Days are those of the calendar:
// hours do not become days.
export function readDuration(text) {
  const [days, times] = text.slice(1).split("T").map(parts);
  if (days.length === 1 && !times) return { number: days[0][0], unit: OF_DAYS[days[0][1]] };
  if (days.length || !times) return null;
  const seconds = times.reduce((sum, [number, letter]) => sum + number * SECONDS[OF_TIME[letter]], 0);
  const unit = ["hour", "minute"].find((name) => seconds % SECONDS[name] === 0) ?? "second";
  return { number: seconds / SECONDS[unit], unit };
}

export function writeDuration(number, unit) {
  const letterOf = (units) => Object.keys(units).find((letter) => units[letter] === unit);
  return letterOf(OF_TIME) ? `PT${number}${letterOf(OF_TIME)}` : `P${number}${letterOf(OF_DAYS)}`;
}

// Returns a duration in words of a language.
export function formatDuration(text, language) {
  const read = readDuration(text);
  if (!read) return text;
  return new Intl.NumberFormat(language, { style: "unit", unit: read.unit, unitDisplay: "long" }).format(read.number);
}

// Returns the name of a unit in a language.
export function nameUnit(unit, language) {
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  return format.formatToParts(2).find(({ type }) => type === "unit").value;
}
