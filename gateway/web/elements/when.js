// A time in the reader's zone, and by the doctor's clock where that shows another one.

import { html } from "htm/preact";

import { formatMoment, formatTime, ownZone, t } from "../text.js";

// Whether a zone's clocks show another time than the reader's.
export function isElsewhere(instant, zone) {
  return zone !== ownZone && formatMoment(instant, zone) !== formatMoment(instant);
}

// A place of a zone's name, such as New York.
export function placeOf(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

// From a start to an end. zone: the doctor's; null: it is not known yet.
export function When({ start, end, zone }) {
  return html`<time datetime=${start}>${formatMoment(start)}</time>${end && ` – ${formatTime(end)}`}
    ${zone &&
    isElsewhere(start, zone) &&
    html`<br />
      <span class="hint">${t("when.there", { time: formatMoment(start, zone), place: placeOf(zone) })}</span>`}`;
}
