// A time by the doctor's clock, and by the reader's where that shows another one.

import { html } from "htm/preact";

import { formatDay, formatMoment, formatTime, t } from "../text.js";
import { isElsewhere, placeOf } from "./when.js";

export function WhenThere({ start, end, zone }) {
  return html`<time datetime=${start}>${formatDay(start, zone)}, ${formatTime(start, zone)}–${formatTime(end, zone)}</time>
    ${isElsewhere(start, zone) && html`<br /><span class="hint">
      ${t("when-there.here", { place: placeOf(zone), moment: formatMoment(start) })}
    </span>`}`;
}
