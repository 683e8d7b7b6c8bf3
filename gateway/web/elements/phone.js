// The field for a telephone's number.

import { html } from "htm/preact";

import { t } from "../text.js";
import { Field } from "./field.js";

// Attributes are those of the input.
export function Phone(attributes) {
  return html`<${Field}
    ...${attributes}
    name="phone"
    label=${t("register.phone")}
    type="tel"
    minlength="5"
    maxlength="30"
    pattern="(.*[0-9]){3}.*"
    fault=${t("field.phone")}
  />`;
}
