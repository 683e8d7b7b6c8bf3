// A time by the doctor's clock, and by the reader's where that shows another one.

import { html } from "htm/preact";

import { formatDay, formatMoment, formatTime, ownZone, t } from "../text.js";

// Whether a zone's clocks show another time than the reader's.
export function isElsewhere(instant, zone) {
  return zone !== ownZone && formatMoment(instant, zone) !== formatMoment(instant);
}

// Returns the place that a zone is named after, such as New York.
export function placeOf(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

export function WhenThere({ start, end, zone }) {
  return html`<time datetime=${start}>${formatDay(start, zone)}, ${formatTime(start, zone)}–${formatTime(end, zone)}</time>
    ${isElsewhere(start, zone) && html`<br /><span class="hint">
      ${t("when-there.here", { place: placeOf(zone), moment: formatMoment(start) })}
    </span>`}`;
}
