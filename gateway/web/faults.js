// What is wrong with a field, in words: as the browser sees it, or as the API tells it. A field's own words for what it
// must be are its data-fault.

import { startOf } from "./days.js";
import { formatDay, formatNumber, language, t } from "./text.js";

// Of rules that the API names.
const RULES = {
  required: () => t("field.missing"),
  enum: () => t("field.choice"),
  minimum: (limit) => t("field.low", { limit: formatNumber(limit) }),
  maximum: (limit) => t("field.high", { limit: formatNumber(limit) }),
  minLength: (limit) => t("field.short", { count: limit }),
  maxLength: (limit) => t("field.long", { count: limit }),
  common: () => t("field.common"),
  same: () => t("field.same"),
  wrong: () => t("field.wrong"),
};

// What is no value of a field's type.
const TYPES = {
  email: () => t("field.email"),
  number: () => t("field.number"),
  date: () => t("field.date"),
  "datetime-local": () => t("field.date"),
  time: () => t("field.time"),
};

// Returns what a bound is in the field's manner.
function tellEarly({ type, min }) {
  if (type === "date") return t("field.early", { first: formatDay(startOf(min)) });
  return type === "time" ? t("field.early", { first: min }) : RULES.minimum(Number(min));
}

function tellLate({ type, max }) {
  return type === "number" ? RULES.maximum(Number(max)) : t("field.invalid");
}

// Returns what the browser sees; null: nothing. A value that was never typed is not too short to it.
export function findFault(input) {
  const { validity, type, value, required, dataset } = input;
  const isBlank = required && (type === "text" || type === "search") && !value.trim();
  if (validity.valueMissing || isBlank) return RULES.required();
  if (validity.badInput || validity.typeMismatch) return (TYPES[type] ?? (() => t("field.invalid")))();
  if (validity.tooShort) return RULES.minLength(input.minLength);
  if (validity.tooLong) return RULES.maxLength(input.maxLength);
  if (validity.rangeUnderflow) return tellEarly(input);
  if (validity.rangeOverflow) return tellLate(input);
  if (validity.stepMismatch && type === "number") return t("field.whole");
  return validity.valid ? null : (dataset.fault ?? t("field.invalid"));
}

// Returns what the API tells of a field, by the rule that it names. Its details are English.
export function tellFault(input, { rule, limit, detail }) {
  if (rule in RULES) return RULES[rule](limit);
  const own = input.dataset?.fault;
  if (own) return own;
  if ((rule === "type" || rule === "format") && input.type in TYPES) return TYPES[input.type]();
  return language === "en" ? detail : t("field.invalid");
}
