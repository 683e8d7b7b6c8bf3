// When somebody can come: between two days, on days of the week, at times of the day.

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { dayOf, startOf } from "../days.js";
import { formatWeekday, t } from "../text.js";
import { Button } from "./button.js";
import { Field } from "./field.js";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

// Returns the fields of the API that the values of a form say.
export function readTimes({ from, to, weekdays, earliest, latest }) {
  return {
    from: from ? startOf(from).toISOString() : undefined,
    to: to ? startOf(to, 1).toISOString() : undefined,
    weekdays: weekdays ? weekdays.split(",").map(Number) : undefined,
    earliest: earliest || undefined,
    latest: latest || undefined,
  };
}

function Weekdays({ value = "" }) {
  const [chosen, choose] = useState(value.split(",").filter(Boolean).map(Number));
  const isChosen = (day) => chosen.includes(day);
  const toggle = (day) => choose(isChosen(day) ? chosen.filter((each) => each !== day) : [...chosen, day].sort());
  return html`<fieldset class="weekdays">
    <legend>
      <span class="label">${t("wished-times.weekdays")}</span> <span class="optional">(${t("field.optional")})</span>
    </legend>
    <input type="hidden" name="weekdays" value=${chosen.join()} />
    ${WEEKDAYS.map(
      (day) => html`<${Button} aria-pressed=${isChosen(day)} onClick=${() => toggle(day)}>
        ${formatWeekday(day)}
      </${Button}>`,
    )}
  </fieldset>`;
}

// values: of the fields, as a form has them.
export function WishedTimes({ values = {} }) {
  const today = dayOf(Date.now());
  const [first, setFirst] = useState({ from: values.from || today, earliest: values.earliest || "00:00" });
  const begin = ({ target }) => setFirst({ ...first, [target.name]: target.value || undefined });
  const clock = t("wished-times.clock");
  return html`<div class="pair">
      <${Field}
        name="from"
        type="date"
        min=${today}
        label=${t("wished-times.first-day")}
        defaultValue=${values.from}
        onInput=${begin}
      />
      <${Field}
        name="to"
        type="date"
        min=${first.from}
        label=${t("wished-times.last-day")}
        fault=${t("wished-times.last-day-fault")}
        defaultValue=${values.to}
      />
    </div>
    <${Weekdays} value=${values.weekdays} />
    <div class="pair">
      <${Field}
        name="earliest"
        type="time"
        label=${t("wished-times.earliest")}
        hint=${clock}
        defaultValue=${values.earliest}
        onInput=${begin}
      />
      <${Field}
        name="latest"
        type="time"
        min=${first.earliest}
        label=${t("wished-times.latest")}
        hint=${clock}
        fault=${t("wished-times.latest-fault")}
        defaultValue=${values.latest}
      />
    </div>`;
}
