// The times in which a doctor, or the whole clinic, is away: drawn on a week, or entered by dates or times.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { remove_time_off } from "../client.js";
import { formatDay, formatMoment, locale, ownZone, t } from "../text.js";
import { instantOf, wallOf } from "../wall-clock.js";
import { textOf } from "../weekly-hours.js";
import { addDays, dayIn, mondayOf } from "../zones.js";
import { announce } from "./announcer.js";
import { Button } from "./button.js";
import { Field } from "./field.js";
import { Form } from "./form.js";
import { More } from "./more.js";
import { useWork } from "./use-work.js";
import { Refusal } from "./refusal.js";
import { STEP, WeekGrid } from "./week-grid.js";
import { WhomToCall } from "./whom-to-call.js";

const DAYS = [0, 1, 2, 3, 4, 5, 6];

function writeDay(day) {
  return formatDay(`${day}T00:00Z`, "UTC");
}

// Returns when a time off is, in words.
function when({ from, to, from_date: first, to_date: last }, zone) {
  if (first && first === last) return writeDay(first);
  return first ? `${writeDay(first)} – ${writeDay(last)}` : `${formatMoment(from, zone)} – ${formatMoment(to, zone)}`;
}

// Returns its bounds on a wall clock, as texts that sort.
function wallBounds({ from, to, from_date: first, to_date: last }, zone) {
  return first ? [`${first}T00:00`, `${addDays(last, 1)}T00:00`] : [wallOf(from, zone), wallOf(to, zone)];
}

function isOver(timeOff, zone) {
  return wallBounds(timeOff, zone)[1] <= wallOf(Date.now(), zone);
}

// One week, on which is drawn. rows: what there is.
function Week({ rows, zone, draw }) {
  const [monday, setMonday] = useState(mondayOf(dayIn(Date.now(), zone)));
  const days = DAYS.map((count) => addDays(monday, count));
  const bounds = rows.map((row) => [...wallBounds(row, zone), row]);
  const short = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", timeZone: "UTC" });

  function markAt(column, minute) {
    const start = `${days[column]}T${textOf(minute)}`;
    const end = minute + STEP === 1440 ? `${addDays(days[column], 1)}T00:00` : `${days[column]}T${textOf(minute + STEP)}`;
    const found = bounds.find(([first, last]) => first < end && start < last);
    return found ? { kind: "away", text: t("leave.away", { reason: found[2].reason ?? "" }) } : null;
  }

  function take({ first, last }) {
    const [begin, end] = [first, last].sort((one, other) => one.column - other.column || one.minute - other.minute);
    const until = end.minute + STEP;
    draw({
      from: `${days[begin.column]}T${textOf(begin.minute)}`,
      to: until === 1440 ? `${addDays(days[end.column], 1)}T00:00` : `${days[end.column]}T${textOf(until)}`,
    });
  }

  const move = (count) => {
    setMonday(addDays(monday, count));
    announce(t("leave.week", { day: writeDay(addDays(monday, count)) }));
  };
  return html`<p class="actions">
      <${Button} onClick=${() => move(-7)}>${t("leave.week-before")}</${Button}>
      <span>${t("leave.week", { day: writeDay(monday) })}</span>
      <${Button} onClick=${() => move(7)}>${t("leave.week-after")}</${Button}>
    </p>
    <p class="hint">${t("leave.draw-hint")}</p>
    <${WeekGrid}
      label=${t("leave.grid")}
      columns=${days.map((day) => ({ short: short.format(new Date(`${day}T00:00Z`)), long: writeDay(day) }))}
      markAt=${markAt}
      isRun=${true}
      draw=${take}
    />`;
}

function LeaveForm({ add, zone, mode, setMode, drawn }) {
  const box = useRef();
  useEffect(() => {
    if (drawn.from) box.current.querySelector("[name=reason]").focus();
  }, [drawn]);

  const modes = [
    ["days", t("leave.by-days")],
    ["times", t("leave.by-times")],
  ];
  return html`<div ref=${box}>
    <fieldset class="choice">
      <legend>${t("leave.mode")}</legend>
      ${modes.map(
        ([value, words]) => html`<label class="check">
          <input type="radio" name="mode" checked=${mode === value} onChange=${() => setMode(value)} />
          <span>${words}</span>
        </label>`,
      )}
    </fieldset>
    <${Form} key=${`${mode} ${drawn.turn}`} submit=${add} label=${t("leave.add")}>
      <div class="pair">
        ${mode === "days"
          ? html`<${Field} name="from_date" label=${t("leave.first-day")} type="date" required />
              <${Field} name="to_date" label=${t("leave.last-day")} type="date" fault=${t("leave.fault")} required />`
          : html`<${Field} name=from label=${t("leave.begin")} type="datetime-local" defaultValue=${drawn.from} required />
              <${Field} name="to" label=${t("leave.to")} type="datetime-local" defaultValue=${drawn.to} fault=${t("leave.fault")} required />`}
      </div>
      <p class="hint">${mode === "days" ? t("leave.days-hint") : t("leave.clock", { zone })}</p>
      <${Field} name="reason" label=${t("leave.reason")} hint=${t("leave.reason-hint")} maxlength="500" />
    </${Form}>
  </div>`;
}

function Row({ row, zone, remove, isBusy }) {
  return html`<li>
    <p class="what">${when(row, zone)}</p>
    ${row.reason && html`<p>${row.reason}</p>`}
    <p class="actions">
      <${Button} isBusy=${isBusy} onClick=${remove}>${t("leave.take-back")}<span class="unseen"> ${when(row, zone)}</span></${Button}>
    </p>
  </li>`;
}

function Left({ doctors }) {
  if (!doctors?.length) return null;
  return html`<p>${t("leave.left", { names: doctors.map(({ name }) => name).join(", ") })}</p>`;
}

// list: of usePages. add: gets the fields of the operation. zone: on whose clock times are drawn and entered. Heading: of
// which level its headings are.
export function Leave({ list, add, zone = ownZone, Heading = "h3" }) {
  const [mode, setMode] = useState("days");
  const [drawn, setDrawn] = useState({ from: "", to: "", turn: 0 });
  const [added, setAdded] = useState(null);
  const removal = useWork();
  const told = useRef();

  useEffect(() => {
    if (removal.answer || (added && !added.affected_bookings.length)) told.current?.focus();
  }, [added, removal.answer]);

  async function submit({ from, to, from_date, to_date, reason }) {
    const instant = (wall) => wall && instantOf(wall, zone).toISOString();
    const answer = await add({ from: instant(from), to: instant(to), from_date, to_date, reason: reason || undefined });
    removal.forget();
    setAdded(answer);
    setDrawn({ from: "", to: "", turn: drawn.turn + 1 });
    list.reload();
    announce(t("leave.added", { count: answer.closed }));
  }

  async function takeBack({ id }) {
    setAdded(null);
    const answer = await removal.run(() => remove_time_off({ time_off_id: id }));
    if (!answer) return;
    list.reload();
    announce(t("leave.removed", { count: answer.reopened }));
  }

  function draw({ from, to }) {
    setMode("times");
    setDrawn({ from, to, turn: drawn.turn + 1 });
  }

  const rows = list.rows ?? [];
  const toCome = rows.filter((row) => !isOver(row, zone));
  const past = rows.filter((row) => isOver(row, zone));
  const row = (given) =>
    html`<${Row} key=${given.id} row=${given} zone=${zone} isBusy=${removal.isBusy} remove=${() => takeBack(given)} />`;
  return html`
    <${Refusal} problem=${removal.problem} />
    ${added &&
    html`<div class="done">
      <p ref=${told} tabindex="-1">${t("leave.added", { count: added.closed })}</p>
      <${Left} doctors=${added.doctors_left} />
      <${WhomToCall} bookings=${added.affected_bookings} zone=${zone} Heading=${Heading} />
    </div>`}
    ${removal.answer &&
    html`<div class="done">
      <p ref=${told} tabindex="-1">${t("leave.removed", { count: removal.answer.reopened })}</p>
      <${Left} doctors=${removal.answer.doctors_left} />
    </div>`}
    ${list.rows && !toCome.length && html`<p>${t("leave.none")}</p>`}
    <ul class="rows">${toCome.map(row)}</ul>
    ${past.length > 0 &&
    html`<details>
      <summary>${t("leave.past", { count: past.length })}</summary>
      <ul class="rows">${past.map(row)}</ul>
    </details>`}
    <${More} list=${list} />
    <${Heading}>${t("leave.new")}</${Heading}>
    <${Week} rows=${rows} zone=${zone} draw=${draw} />
    <${LeaveForm} add=${submit} zone=${zone} mode=${mode} setMode=${setMode} drawn=${drawn} />
  `;
}
