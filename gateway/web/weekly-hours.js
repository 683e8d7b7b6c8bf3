// Weekly hours as ranges of minutes since midnight of a weekday, on which can be drawn. What is after midnight is
// beyond DAY.

import { formatTime, locale } from "./text.js";

export const DAY = 1440;
const WEEK = 7;

// What is alike in ranges that become one where they meet.
const MANNER = ["slot_minutes", "gap_minutes", "valid_from", "valid_to", "service_ids"];

export function minuteOf(text) {
  const [hours, minutes] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

export function textOf(minute) {
  const parts = [Math.floor(minute / 60), minute % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

function weekdayAfter(weekday) {
  return (weekday % WEEK) + 1;
}

function weekdayBefore(weekday) {
  return ((weekday + WEEK - 2) % WEEK) + 1;
}

// Returns a time of day in the reader's manner.
export function formatMinute(minute) {
  return formatTime(Date.UTC(2030, 0, 7, 0, minute), "UTC");
}

// Returns the ranges of hours, as the API has them.
export function readHours(hours) {
  return hours.map(({ weekday, start, end, ...manner }) => {
    const first = minuteOf(start);
    const last = minuteOf(end);
    const range = Object.fromEntries(MANNER.map((name) => [name, manner[name] ?? null]));
    return { ...range, weekday, first, last: last > first ? last : last + DAY };
  });
}

// Returns the hours of ranges, as the API takes them.
export function writeHours(ranges) {
  return ranges.map(({ weekday, first, last, ...manner }) => {
    const given = Object.entries(manner).filter(([, value]) => value !== null);
    return { weekday, start: textOf(first), end: textOf(last > DAY ? last - DAY : last), ...Object.fromEntries(given) };
  });
}

export function sortRanges(ranges) {
  return [...ranges].sort((one, other) => one.weekday - other.weekday || one.first - other.first);
}

// Returns [first, last, range] of what covers a weekday, also of ranges of the day before.
function coverOf(ranges, weekday) {
  const before = weekdayBefore(weekday);
  return ranges.flatMap((range) => {
    if (range.weekday === weekday) return [[range.first, Math.min(range.last, DAY), range]];
    return range.weekday === before && range.last > DAY ? [[0, range.last - DAY, range]] : [];
  });
}

// Returns the range that is at a time of a weekday, for some minutes from then on.
export function rangeAt(ranges, weekday, minute, length) {
  const found = coverOf(ranges, weekday).find(([first, last]) => first < minute + length && minute < last);
  return found?.[2] ?? null;
}

function subtract(pieces, first, last) {
  return pieces.flatMap(([from, to]) => [
    ...(from < Math.min(to, first) ? [[from, Math.min(to, first)]] : []),
    ...(Math.max(from, last) < to ? [[Math.max(from, last), to]] : []),
  ]);
}

function isAlike(one, other) {
  const write = (range) => JSON.stringify(MANNER.map((name) => range[name] ?? null));
  return write(one) === write(other);
}

function join(ranges, added) {
  const meets = (range) =>
    range.weekday === added.weekday && range.first <= added.last && added.first <= range.last && isAlike(range, added);
  const joined = [added, ...ranges.filter(meets)];
  const first = Math.min(...joined.map((range) => range.first));
  const last = Math.max(...joined.map((range) => range.last));
  return [...ranges.filter((range) => !meets(range)), { ...added, first, last }];
}

// Returns the ranges with those times of some weekdays at which nothing was. manner: of what is new.
export function addHours(ranges, weekdays, first, last, manner) {
  return weekdays.reduce((all, weekday) => {
    const free = coverOf(all, weekday).reduce((pieces, [from, to]) => subtract(pieces, from, to), [[first, last]]);
    return free.reduce((made, [from, to]) => join(made, { ...manner, weekday, first: from, last: to }), all);
  }, ranges);
}

// Returns the ranges without these times of some weekdays.
export function takeHours(ranges, weekdays, first, last) {
  return ranges.flatMap((range) => {
    let pieces = [[range.first, range.last]];
    if (weekdays.includes(range.weekday)) pieces = subtract(pieces, first, last);
    if (weekdays.includes(weekdayAfter(range.weekday))) pieces = subtract(pieces, first + DAY, last + DAY);
    return pieces.map(([from, to]) =>
      from < DAY
        ? { ...range, first: from, last: to }
        : { ...range, weekday: weekdayAfter(range.weekday), first: from - DAY, last: to - DAY },
    );
  });
}

// Returns the times of a range in the reader's manner.
export function formatRange({ first, last }) {
  return `${formatMinute(first)}–${formatMinute(last)}`;
}

// Returns the name of a weekday. width: long or short.
export function nameWeekday(weekday, width = "long") {
  const format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: "UTC" });
  return format.format(Date.UTC(2030, 0, 6 + weekday));
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
