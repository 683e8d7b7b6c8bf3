import { html } from "htm/preact";

import { PatientPicker } from "../../elements/patient-picker.js";
import { go } from "../../router.js";
import { known } from "../../elements/known-patients.js";
import { t } from "../../text.js";

export const title = "patients.title";
export const needs = "admin";

export function Page() {
  function choose(patient) {
    known.set(patient.id, patient);
    go(`/patients/${patient.id}`);
  }
  return html`<h1>${t("patients.title")}</h1>
    <${PatientPicker} choose=${choose} />`;
}
