// Chooses a day, or the one before or after.

import { html } from "htm/preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { go } from "../router.js";
import { t } from "../text.js";
import { addDays, FIRST_DAY, isDay, LAST_DAY } from "../zones.js";

// path: gets a day, and returns the path of its page. step: how many days further. words: of the links, for the time
// before, now and after.
export function DayPicker({ day, today, step, path, words }) {
  const id = useId();
  const input = useRef();
  const choose = ({ target }) => isDay(target.value) && go(path(target.value));
  const show = () => {
    input.current.value = day;
  };

  // A year that is being typed is none yet: as an attribute the day would replace its first digits.
  useEffect(() => {
    if (input.current.validity.valid) show();
  }, [day]);

  return html`<div class="days" role="group" aria-label=${t("day-picker.name")}>
    <a class="button plain" href=${`#${path(addDays(day, -step))}`}><span aria-hidden="true">‹ </span>${words[0]}</a>
    <a class="button plain" href=${`#${path(today)}`}>${words[1]}</a>
    <a class="button plain" href=${`#${path(addDays(day, step))}`}>${words[2]}<span aria-hidden="true"> ›</span></a>
    <div class="choose">
      <label for=${id} class="unseen">${t("day-picker.day")}</label>
      <input id=${id} ref=${input} type="date" min=${FIRST_DAY} max=${LAST_DAY} onChange=${choose} onBlur=${show} />
    </div>
  </div>`;
}
