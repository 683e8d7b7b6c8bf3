// Which events a webhook gets.

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { t } from "../text.js";

// The names of the API's events of bookings.
const EVENTS = {
  held: "event-types.held",
  offered: "event-types.offered",
  confirmed: "event-types.confirmed",
  cancelled: "event-types.cancelled",
  rescheduled: "event-types.rescheduled",
  failed: "event-types.failed",
  completed: "event-types.completed",
  no_show: "event-types.no-show",
  reinstated: "event-types.reinstated",
};
const NAMES = Object.keys(EVENTS);

// Returns an event in words. type: its name in the API.
export function nameEvent(type) {
  const key = EVENTS[type.split(".")[1]];
  return key ? t(key) : type;
}

// Returns what the fields of EventTypes say.
export function readEventTypes(values) {
  return NAMES.filter((name) => values[`event-${name}`]).map((name) => `booking.${name}`);
}

// chosen: names in the API; none: all. At least one must be chosen.
export function EventTypes({ chosen }) {
  const [names, choose] = useState(chosen?.map((type) => type.split(".")[1]) ?? NAMES);
  const change = (name) => (names.includes(name) ? names.filter((other) => other !== name) : [...names, name]);
  return html`<fieldset>
    <legend>${t("event-types.title")}</legend>
    <div class="checks">
      ${NAMES.map(
        (name) => html`<label class="check">
          <input
            type="checkbox"
            name=${`event-${name}`}
            checked=${names.includes(name)}
            required=${!names.length && name === NAMES[0]}
            onChange=${() => choose(change(name))}
          />
          <span class="label">${t(EVENTS[name])}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}
