// What there is to say of a kind of visit.

import { html } from "htm/preact";

import { writeAmount } from "../amounts.js";
import { t } from "../text.js";
import { readFee } from "./doctor-form.js";
import { Field, Select, TextArea } from "./field.js";
import { Form } from "./form.js";

const NEW = { name: "", minutes: 30, description: "", bookable_by: "EVERYBODY" };

export const ACCESS = {
  EVERYBODY: "service-form.everybody",
  KNOWN_PATIENTS: "service-form.known",
  ADMINISTRATORS: "service-form.clinic",
};

// service: that is changed; none: a new one. save: gets the fields of the operation.
export function ServiceForm({ service = NEW, save, label }) {
  async function submit(values) {
    const price = values.fee ? { fee: readFee(values), currency: values.currency } : { currency: "" };
    const { name, minutes, description, bookable_by } = values;
    await save({ name, minutes: Number(minutes), description, bookable_by, ...price });
  }

  return html`<${Form} submit=${submit} label=${label}>
    <${Field} name="name" label=${t("service-form.name")} defaultValue=${service.name} maxlength="100" fault=${t("field.line")} required />
    <${Field}
      name="minutes"
      label=${t("service-form.minutes")}
      hint=${t("service-form.minutes-hint")}
      type="number"
      min="1"
      max="480"
      defaultValue=${service.minutes}
      required
    />
    <${TextArea}
      name="description"
      label=${t("service-form.description")}
      hint=${t("service-form.description-hint")}
      maxlength="1000"
      defaultValue=${service.description ?? ""}
    />
    <div class="pair">
      <${Field}
        name="fee"
        label=${t("service-form.fee")}
        hint=${t("service-form.fee-hint")}
        type="number"
        min="0"
        step="any"
        defaultValue=${service.fee == null ? "" : writeAmount(service.fee, service.currency)}
      />
      <${Field}
        name="currency"
        label=${t("doctor-form.currency")}
        hint=${t("doctor-form.currency-hint")}
        defaultValue=${service.currency ?? "EUR"}
        maxlength="3"
        pattern="[A-Z]{3}"
        fault=${t("doctor-form.currency-hint")}
      />
    </div>
    <${Select}
      name="bookable_by"
      label=${t("service-form.bookable-by")}
      value=${service.bookable_by}
      options=${Object.entries(ACCESS).map(([value, key]) => [value, t(key)])}
    />
  </${Form}>`;
}
