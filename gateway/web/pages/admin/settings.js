import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { get_settings, update_settings } from "../../client.js";
import { writeDuration } from "../../durations.js";
import { announce } from "../../elements/announcer.js";
import { DurationField, durationOf } from "../../elements/duration-field.js";
import { Field } from "../../elements/field.js";
import { Form } from "../../elements/form.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { t } from "../../text.js";

export const title = "settings.title";
export const needs = "admin";

const REMINDERS = ["reminder_minutes", "reminder_minutes-2", "reminder_minutes-3"];

// Groups of [field, label, hint, what it must be].
function groups() {
  return [
    [
      t("settings.holds"),
      ["hold_duration", t("settings.hold-duration"), t("settings.hold-duration-hint"), t("settings.fault-long")],
      ["max_hold", t("settings.max-hold"), t("settings.max-hold-hint"), t("settings.fault-short")],
      ["offer_duration", t("settings.offer-duration"), t("settings.offer-duration-hint"), t("settings.fault-long")],
    ],
    [
      t("settings.limits"),
      ["max_holds_per_user", t("settings.max-holds"), t("settings.max-holds-hint")],
      ["max_bookings_per_user", t("settings.max-bookings"), t("settings.max-bookings-hint")],
      ["max_bookings_per_doctor_day", t("settings.max-per-day"), t("settings.max-per-day-hint")],
    ],
    [
      t("settings.windows"),
      ["min_notice", t("settings.min-notice"), t("settings.min-notice-hint"), t("settings.fault-before")],
      ["booking_horizon", t("settings.booking-horizon"), t("settings.booking-horizon-hint"), t("settings.fault-beyond")],
      ["cancel_cutoff", t("settings.cancel-cutoff"), t("settings.cancel-cutoff-hint"), t("settings.fault-short")],
      ["reschedule_cutoff", t("settings.reschedule-cutoff"), t("settings.reschedule-cutoff-hint"), t("settings.fault-short")],
    ],
    [
      t("settings.sessions"),
      ["session_idle", t("settings.session-idle"), t("settings.session-idle-hint"), t("settings.fault-hour")],
      ["session_lifetime", t("settings.session-lifetime"), t("settings.session-lifetime-hint"), t("settings.fault-hour")],
      ["refresh_grace", t("settings.refresh-grace"), t("settings.refresh-grace-hint"), t("settings.fault-minute")],
    ],
  ];
}

// A duration of the API's, in the unit of the reminder's minutes that is read best.
function ofMinutes(minutes) {
  return minutes === undefined ? undefined : writeDuration(minutes, "minute");
}

function minutesOf(values) {
  const factors = { second: 1 / 60, minute: 1, hour: 60, day: 1440 };
  return REMINDERS.filter((name) => values[name] !== "").map((name) => Number(values[name]) * factors[values[`${name}-unit`]]);
}

export function Page() {
  const { answer, problem, reload } = useAnswer((signal) => get_settings({}, { signal }));
  const [kept, keep] = useState(null);
  const settings = kept ?? answer?.settings;
  const isDuration = (name) => typeof settings[name] === "string";

  async function submit(values) {
    const given = Object.keys(settings).filter((name) => name in values && name !== "reminder_minutes");
    const read = given.map((name) => [name, isDuration(name) ? durationOf(values, name) : Number(values[name])]);
    const changes = read.filter(([name, value]) => value !== settings[name]);
    const fields = { ...Object.fromEntries(changes), reminder_minutes: minutesOf(values) };
    keep((await update_settings(fields)).settings);
    announce(t("settings.done"));
  }

  return html`<h1>${t("settings.title")}</h1>
    <p>${t("settings.about")}</p>
    <${Refusal} problem=${problem} retry=${reload} />
    ${kept && html`<p class="done">${t("settings.done")}</p>`}
    ${settings &&
    html`<${Form} submit=${submit} label=${t("settings.save")}>
      ${groups().map(
        ([name, ...fields]) => html`<h2>${name}</h2>
          ${fields.map(([field, label, hint, fault]) =>
            isDuration(field)
              ? html`<${DurationField} name=${field} label=${label} hint=${hint} fault=${fault} value=${settings[field]} />`
              : html`<${Field} name=${field} label=${label} hint=${hint} type="number" min="1" defaultValue=${settings[field]} required />`,
          )}`,
      )}
      <h2>${t("settings.reminders")}</h2>
      <p>${t("settings.reminders-hint")}</p>
      ${REMINDERS.map(
        (name, n) => html`<${DurationField}
          name=${name}
          label=${t("settings.reminder", { number: n + 1 })}
          value=${ofMinutes(settings.reminder_minutes[n])}
          fault=${t("settings.fault-reminder")}
          required=${false}
        />`,
      )}
    </${Form}>`}`;
}
