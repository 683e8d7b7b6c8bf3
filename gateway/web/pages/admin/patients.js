import { html } from "htm/preact";

import { PatientPicker } from "../../elements/patient-picker.js";
import { go } from "../../router.js";
import { t } from "../../text.js";

export const title = "patients.title";
export const needs = "admin";

export function Page() {
  return html`<h1>${t("patients.title")}</h1>
    <${PatientPicker} choose=${({ id }) => go(`/patients/${id}`)} />`;
}
