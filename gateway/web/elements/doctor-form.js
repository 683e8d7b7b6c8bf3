// What there is to say of a doctor.

import { html } from "htm/preact";

import { readAmount, writeAmount } from "../amounts.js";
import { list_specializations, Problem } from "../client.js";
import { ownZone, t } from "../text.js";
import { Field } from "./field.js";
import { Form } from "./form.js";
import { useAnswer } from "./use-answer.js";

const NEW = { name: "", specialization: "", experience_years: "", currency: "EUR", time_zone: ownZone };

// Returns the amount of the fields fee and currency. Throws a Problem of the field fee.
export function readFee({ fee, currency }) {
  const minor = readAmount(fee, currency);
  if (minor !== null) return minor;
  const errors = [{ pointer: "#/fee", words: t("doctor-form.coin") }];
  throw new Problem({ code: "INVALID_INPUT", errors });
}

// doctor: who is changed; none: a new one. save: gets the fields of the operation, and all values of the form. children:
// further fields.
export function DoctorForm({ doctor = NEW, save, label, children }) {
  const { answer } = useAnswer((signal) => list_specializations({}, { signal }));

  async function submit(values) {
    const { name, specialization, currency, time_zone } = values;
    const years = Number(values.experience_years);
    await save({ name, specialization, experience_years: years, fee: readFee(values), currency, time_zone }, values);
  }

  return html`<${Form} submit=${submit} label=${label}>
    <${Field} name="name" label=${t("doctor-form.name")} defaultValue=${doctor.name} maxlength="200" fault=${t("field.line")} required />
    <${Field}
      name="specialization"
      label=${t("doctor-form.specialization")}
      hint=${t("doctor-form.specialization-hint")}
      list="specializations"
      defaultValue=${doctor.specialization}
      maxlength="100"
      fault=${t("field.line")}
      required
    />
    <datalist id="specializations">
      ${answer?.specializations.map(({ name }) => html`<option value=${name} />`)}
    </datalist>
    <${Field}
      name="experience_years"
      label=${t("doctor-form.experience")}
      type="number"
      min="0"
      max="80"
      defaultValue=${doctor.experience_years}
      required
    />
    <div class="pair">
      <${Field}
        name="fee"
        label=${t("doctor-form.fee")}
        type="number"
        min="0"
        step="any"
        defaultValue=${doctor.fee === undefined ? "" : writeAmount(doctor.fee, doctor.currency)}
        required
      />
      <${Field}
        name="currency"
        label=${t("doctor-form.currency")}
        hint=${t("doctor-form.currency-hint")}
        defaultValue=${doctor.currency}
        maxlength="3"
        pattern="[A-Z]{3}"
        fault=${t("doctor-form.currency-hint")}
        required
      />
    </div>
    <${Field}
      name="time_zone"
      label=${t("doctor-form.zone")}
      hint=${t("doctor-form.zone-hint")}
      list="zones"
      fault=${t("field.choice")}
      defaultValue=${doctor.time_zone}
      required
    />
    <datalist id="zones">${Intl.supportedValuesOf("timeZone").map((zone) => html`<option value=${zone} />`)}</datalist>
    ${children}
  </${Form}>`;
}
