import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { get_notifications, update_notifications } from "../client.js";
import { AccountPages } from "../elements/account-pages.js";
import { announce } from "../elements/announcer.js";
import { Check, Select } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { formatDuration, t } from "../text.js";

export const title = "notifications.title";
export const needs = "user";

// How long before an appointment there may be a reminder, in minutes; and how many.
const LENGTHS = [15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 10080];
const REMINDERS = ["first", "second", "third"];
const KINDS = [
  ["confirmed", "notifications.confirmed"],
  ["cancelled", "notifications.cancelled"],
  ["moved", "notifications.moved"],
  ["reminders", "notifications.reminders"],
];
// Each in its own words.
const LANGUAGES = [
  ["en", "English"],
  ["de", "Deutsch"],
];

async function save(fields) {
  const minutes = REMINDERS.map((name) => Number(fields[name])).filter(Boolean);
  const kinds = Object.fromEntries(KINDS.map(([name]) => [name, fields[name] === "on"]));
  await update_notifications({ ...kinds, reminder_minutes: [...new Set(minutes)], language: fields.language });
  announce(t("account.saved"));
}

function Settings({ notifications }) {
  const own = notifications.is_reminded_as_usual ? [] : notifications.reminder_minutes;
  const choices = [["0", t("notifications.none")], ...LENGTHS.map((length) => [String(length), formatDuration(length)])];
  const [isSaved, setSaved] = useState(false);
  async function submit(fields) {
    setSaved(false);
    await save(fields);
    setSaved(true);
  }
  return html`<${Form} submit=${submit} label=${t("account.save")}>
    <fieldset>
      <legend>${t("notifications.kinds")}</legend>
      ${KINDS.map(([name, key]) => html`<${Check} name=${name} label=${t(key)} isChecked=${notifications[name]} />`)}
    </fieldset>
    <fieldset>
      <legend>${t("notifications.when")}</legend>
      <p class="hint">${t("notifications.when-hint")}</p>
      ${REMINDERS.map(
        (name, n) => html`<${Select}
          name=${name}
          label=${t("notifications.reminder", { number: n + 1 })}
          options=${choices}
          value=${String(own[n] ?? 0)}
        />`,
      )}
    </fieldset>
    <${Select}
      name="language"
      label=${t("notifications.language")}
      options=${LANGUAGES}
      value=${notifications.language}
    />
    ${isSaved && html`<p class="done">${t("account.saved")}</p>`}
  </${Form}>`;
}

export function Page() {
  const { answer, problem, reload } = useAnswer((signal) => get_notifications({}, { signal }));
  return html`<${AccountPages} />
    <h1>${t("notifications.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${answer && html`<${Settings} notifications=${answer.notifications} />`}`;
}
