// The words of the pages, in the first language of the browser's that they are in, and dates and amounts in its manner.

import de from "./text/de.js";
import en from "./text/en.js";

const LANGUAGES = { de, en };

export const locale = navigator.languages.find((name) => name.slice(0, 2) in LANGUAGES) ?? "en";
export const language = locale.slice(0, 2);

const words = { ...LANGUAGES[language] };
const plural = new Intl.PluralRules(locale);

document.documentElement.lang = language;

// Adds words that not all pages need. languages: as above.
export function addWords(languages) {
  Object.assign(words, languages[language]);
}

// Returns the words of a key, with {name} replaced by values.name. A count chooses between key.one and key.other.
export function t(key, values = {}) {
  const text = words[key] ?? words[`${key}.${plural.select(values.count)}`];
  if (text === undefined) throw new Error(`text/${language}.js has no ${key}`);
  return text.replace(/{(\w+)}/g, (_, name) => values[name]);
}

// Returns what to do about a problem: own words if there are some, or else those of the API, if the reader's language is
// English as they are.
export function tProblem({ code, detail }) {
  return words[`problem.${code}`] ?? (language === "en" && detail ? detail : words["problem.INTERNAL"]);
}

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

// Returns a function that writes instants. zone: of the reader if it is left out.
function writer(options) {
  const made = new Map();
  return (instant, zone = ownZone) => {
    if (!made.has(zone)) made.set(zone, new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
    return made.get(zone).format(new Date(instant));
  };
}

export const formatDay = writer({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const formatDayOfYear = writer({ weekday: "long", day: "numeric", month: "long" });
export const formatShortDay = writer({ weekday: "short", day: "numeric", month: "short" });
export const formatTime = writer({ hour: "numeric", minute: "2-digit" });
export const formatMoment = writer({ dateStyle: "full", timeStyle: "short" });

// Returns the name of a day of the week: 1 is Monday.
export function formatWeekday(number) {
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, number));
}

// Returns a length of time in the largest unit that fits.
export function formatDuration(minutes) {
  const [unit, size] = [["week", 10080], ["day", 1440], ["hour", 60], ["minute", 1]].find(([, length]) => minutes % length === 0);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(minutes / size);
}

// Returns several words as one text.
export function formatList(words) {
  return new Intl.ListFormat(locale).format(words);
}

// Returns an amount. minor: in the smallest unit of the currency, as the API has it.
export function formatAmount(minor, currency) {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

export function formatNumber(number) {
  return new Intl.NumberFormat(locale).format(number);
}
