// What clocks on a wall show, as 2030-01-07T09:00.

import { ownZone } from "./text.js";

// Returns what the clocks of a zone show at an instant.
export function wallOf(instant, zone = ownZone) {
  // Swedes write days and times as ISO 8601 does.
  return new Date(instant).toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16).replace(" ", "T");
}

// Returns when the clocks of a zone show a time.
export function instantOf(wall, zone = ownZone) {
  const wanted = Date.parse(`${wall}Z`);
  const offsetAt = (instant) => Date.parse(`${wallOf(instant, zone)}Z`) - Math.floor(instant / 60_000) * 60_000;
  // The offset may change between this time here and there.
  const guess = wanted - offsetAt(wanted);
  return new Date(wanted - offsetAt(guess));
}
