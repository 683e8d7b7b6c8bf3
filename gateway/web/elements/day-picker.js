// Chooses a day, or the one before or after.

import { html } from "htm/preact";
import { useId } from "preact/hooks";

import { go } from "../router.js";
import { t } from "../text.js";
import { addDays, isDay } from "../zones.js";

// path: gets a day, and returns the path of its page. step: how many days further. words: of the links, for the time
// before, now and after.
export function DayPicker({ day, today, step, path, words }) {
  const id = useId();
  const choose = ({ target }) => isDay(target.value) && go(path(target.value));
  return html`<div class="days" role="group" aria-label=${t("day-picker.name")}>
    <a class="button plain" href=${`#${path(addDays(day, -step))}`}><span aria-hidden="true">‹ </span>${words[0]}</a>
    <a class="button plain" href=${`#${path(today)}`}>${words[1]}</a>
    <a class="button plain" href=${`#${path(addDays(day, step))}`}>${words[2]}<span aria-hidden="true"> ›</span></a>
    <div class="choose">
      <label for=${id} class="unseen">${t("day-picker.day")}</label>
      <input id=${id} type="date" value=${day} onChange=${choose} />
    </div>
  </div>`;
}
