// What working hours are like, and a form for them.

import { html } from "htm/preact";

import { Problem } from "../client.js";
import { t } from "../text.js";
import { DAY, minuteOf, nameWeekday, textOf, WEEKDAYS } from "../weekly-hours.js";
import { Check, Field } from "./field.js";
import { Form } from "./form.js";

const SERVICE = "service-";
const WEEKDAY = "weekday-";

// Returns what the fields of Manner say.
export function readManner(values) {
  const chosen = Object.keys(values).filter((name) => name.startsWith(SERVICE));
  return {
    slot_minutes: Number(values.slot_minutes),
    gap_minutes: Number(values.gap_minutes),
    valid_from: values.valid_from || null,
    valid_to: values.valid_to || null,
    service_ids: chosen.length ? chosen.map((name) => name.slice(SERVICE.length)) : null,
  };
}

// The fields of what hours are like besides their times. manner: what it is now. services: that there are.
export function Manner({ manner, services }) {
  return html`<div class="pair">
      <${Field}
        name="slot_minutes"
        label=${t("hours.slot-minutes")}
        type="number"
        min="1"
        max="1440"
        defaultValue=${manner.slot_minutes}
        required
      />
      <${Field}
        name="gap_minutes"
        label=${t("hours.gap-minutes")}
        type="number"
        min="0"
        max="1440"
        defaultValue=${manner.gap_minutes ?? 0}
        required
      />
      <${Field} name="valid_from" label=${t("hours.valid-first")} type="date" defaultValue=${manner.valid_from ?? ""} />
      <${Field} name="valid_to" label=${t("hours.valid-to")} type="date" defaultValue=${manner.valid_to ?? ""} />
    </div>
    ${services.length > 0 &&
    html`<fieldset>
      <legend>${t("hours.services")}</legend>
      <p class="hint">${t("hours.services-hint")}</p>
      <div class="checks">
        ${services.map(
          ({ id, name }) =>
            html`<${Check} name=${SERVICE + id} label=${name} isChecked=${manner.service_ids?.includes(id) ?? false} />`,
        )}
      </div>
    </fieldset>`}`;
}

// range: that is changed, or what new ones are like. keep: gets a list of ranges.
export function HoursForm({ range, services, keep, label }) {
  async function submit(values) {
    const weekdays = WEEKDAYS.filter((weekday) => values[WEEKDAY + weekday]);
    if (!weekdays.length) {
      const errors = [{ pointer: `#/${WEEKDAY}1`, words: t("hours.which-day") }];
      throw new Problem({ code: "INVALID_INPUT", errors });
    }
    const first = minuteOf(values.start);
    const end = minuteOf(values.end);
    const last = end > first ? end : end + DAY;
    keep(weekdays.map((weekday) => ({ ...readManner(values), weekday, first, last })));
  }

  const clock = (minute) => (minute === undefined ? "" : textOf(minute % DAY));
  return html`<${Form} submit=${submit} label=${label}>
    <fieldset>
      <legend>${t("hours.weekdays")}</legend>
      <div class="checks">
        ${WEEKDAYS.map(
          (weekday) => html`<${Check}
            name=${WEEKDAY + weekday}
            label=${nameWeekday(weekday)}
            isChecked=${weekday === range.weekday}
          />`,
        )}
      </div>
    </fieldset>
    <div class="pair">
      <${Field} name="start" label=${t("hours.start")} type="time" defaultValue=${clock(range.first)} required />
      <${Field} name="end" label=${t("hours.end")} type="time" defaultValue=${clock(range.last)} required />
    </div>
    <${Manner} manner=${range} services=${services} />
  </${Form}>`;
}
