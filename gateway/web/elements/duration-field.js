// A duration: a number and its unit.

import { html } from "htm/preact";

import { nameUnit, readDuration, UNITS, writeDuration } from "../durations.js";
import { locale, t } from "../text.js";
import { Field, Labelled } from "./field.js";

const UNIT = "-unit";

// Returns the duration that its fields say; undefined: they were left empty.
export function durationOf(values, name) {
  if (values[name] === "") return undefined;
  return values[name + UNIT] === undefined ? values[name] : writeDuration(values[name], values[name + UNIT]);
}

// value: a duration of ISO 8601, or none.
export function DurationField({ name, label, hint, value, required = true }) {
  const known = value ? readDuration(value) : { number: "", unit: "hour" };
  if (!known) {
    return html`<${Field} name=${name} label=${label} hint=${t("duration-field.plain")} defaultValue=${value} required=${required} />`;
  }
  const units = UNITS.includes(known.unit) ? UNITS : [...UNITS, known.unit];
  return html`<${Labelled} name=${name} label=${label} hint=${hint} required=${required}>
    ${(ties) => html`<input ...${ties} type="number" step="any" defaultValue=${known.number} />
      <select name=${name + UNIT} aria-label=${t("duration-field.unit", { label })}>
        ${units.map((unit) => html`<option value=${unit} selected=${unit === known.unit}>${nameUnit(unit, locale)}</option>`)}
      </select>`}
  </${Labelled}>`;
}
