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

// value: a duration of ISO 8601, or none. usual: one whose unit is offered when there is none.
export function DurationField({ name, label, hint, fault, value, usual = "PT1H", required = true }) {
  const unit = readDuration(usual)?.unit ?? "hour";
  const known = value ? readDuration(value) : { number: "", unit };
  if (!known) {
    const plain = t("duration-field.plain");
    return html`<${Field} name=${name} label=${label} hint=${plain} fault=${plain} defaultValue=${value} required=${required} />`;
  }
  const units = UNITS.includes(known.unit) ? UNITS : [...UNITS, known.unit];
  return html`<${Labelled} name=${name} label=${label} hint=${hint} fault=${fault} required=${required}>
    ${(ties) => html`<input ...${ties} type="number" min="0" step="any" defaultValue=${known.number} />
      <select name=${name + UNIT} aria-label=${t("duration-field.unit", { label })}>
        ${units.map((unit) => html`<option value=${unit} selected=${unit === known.unit}>${nameUnit(unit, locale)}</option>`)}
      </select>`}
  </${Labelled}>`;
}
