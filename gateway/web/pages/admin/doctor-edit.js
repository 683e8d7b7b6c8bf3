import { html } from "htm/preact";
import { useRef } from "preact/hooks";

import {
  get_doctor,
  get_doctor_windows,
  get_settings,
  update_doctor,
  update_doctor_windows,
} from "../../client.js";
import { formatDuration } from "../../durations.js";
import { announce } from "../../elements/announcer.js";
import { DoctorForm } from "../../elements/doctor-form.js";
import { DurationField, durationOf } from "../../elements/duration-field.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { go } from "../../router.js";
import { language, t } from "../../text.js";

export const title = "doctor-edit.title";
export const needs = "admin";

async function load(id, signal) {
  const [{ doctor, etag }, { windows }, { settings }] = await Promise.all([
    get_doctor({ doctor_id: id }, { signal }),
    get_doctor_windows({ doctor_id: id }, { signal }),
    get_settings({}, { signal }),
  ]);
  return { doctor, etag, windows, settings };
}

// When patients may book with the doctor, cancel and move. What is empty is as the clinic has it.
function Windows({ windows, settings }) {
  const fields = [
    ["min_notice", t("settings.min-notice"), t("settings.fault-before")],
    ["booking_horizon", t("settings.booking-horizon"), t("settings.fault-beyond")],
    ["cancel_cutoff", t("settings.cancel-cutoff"), t("settings.fault-short")],
    ["reschedule_cutoff", t("settings.reschedule-cutoff"), t("settings.fault-short")],
  ];
  return html`<h2>${t("settings.windows")}</h2>
    <p>${t("doctor-edit.windows")}</p>
    ${fields.map(
      ([name, label, fault]) => html`<${DurationField}
        name=${name}
        label=${label}
        fault=${fault}
        hint=${t("doctor-edit.clinics", { duration: formatDuration(settings[name], language) })}
        value=${windows[name]}
        usual=${settings[name]}
        required=${false}
      />`,
    )}`;
}

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer((signal) => load(id, signal), [id]);
  // Those that were filled in: a later etag would overwrite what somebody else has changed meanwhile.
  const first = useRef(null);
  first.current ??= answer;

  async function saveWindows({ doctor_id, ...windows }, values) {
    const given = Object.keys(windows).map((name) => [name, durationOf(values, name) ?? ""]);
    const changed = given.filter(([name, value]) => value !== (windows[name] ?? ""));
    if (changed.length === 0) return;
    // They stay, also when what follows is refused.
    const answer = await update_doctor_windows({ doctor_id, ...Object.fromEntries(changed) });
    first.current = { ...first.current, windows: answer.windows };
  }

  async function save(fields, values) {
    const { windows, etag } = first.current;
    await saveWindows(windows, values);
    await update_doctor({ ...fields, doctor_id: id, if_match: etag });
    announce(t("doctor-edit.done"));
    go(`/doctors/${id}`, { isReplaced: true });
  }

  return html`<h1>${t("doctor-edit.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${first.current &&
    html`<${DoctorForm} doctor=${first.current.doctor} save=${save} label=${t("doctor-edit.save")}>
      <${Windows} ...${first.current} />
    </${DoctorForm}>`}
    <p><a href=${`#/doctors/${id}`}>${t("doctor-edit.back")}</a></p>`;
}
