import { html } from "htm/preact";

import { create_doctor } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { DoctorForm } from "../../elements/doctor-form.js";
import { go } from "../../router.js";
import { t } from "../../text.js";

export const title = "doctor-new.title";
export const needs = "admin";

export function Page() {
  async function save(fields) {
    const { created } = await create_doctor(fields);
    announce(t("doctor-new.done"));
    go(`/doctors/${created}`, { isReplaced: true });
  }

  return html`<h1>${t("doctor-new.title")}</h1>
    <p>${t("doctor-new.about")}</p>
    <${DoctorForm} save=${save} label=${t("doctor-new.save")} />`;
}
