import { html } from "htm/preact";
import { useRef } from "preact/hooks";

import { get_doctor, update_doctor } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { DoctorForm } from "../../elements/doctor-form.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { go } from "../../router.js";
import { t } from "../../text.js";

export const title = "doctor-edit.title";
export const needs = "admin";

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer((signal) => get_doctor({ doctor_id: id }, { signal }), [id]);
  // Those that were filled in: a later etag would overwrite what somebody else has changed meanwhile.
  const first = useRef(null);
  first.current ??= answer;

  async function save(fields) {
    await update_doctor({ ...fields, doctor_id: id, if_match: first.current.etag });
    announce(t("doctor-edit.done"));
    go(`/doctors/${id}`, { isReplaced: true });
  }

  return html`<h1>${t("doctor-edit.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${first.current && html`<${DoctorForm} doctor=${first.current.doctor} save=${save} label=${t("doctor-edit.save")} />`}
    <p><a href=${`#/doctors/${id}`}>${t("doctor-edit.back")}</a></p>`;
}
