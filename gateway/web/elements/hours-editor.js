// A doctor's weekly hours: drawn on a grid, or entered by a form. Nothing counts before it is saved.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { get_working_hours, list_all_services, open_slots, Problem, set_working_hours } from "../client.js";
import { formatDay, t } from "../text.js";
import {
  addHours,
  formatRange,
  nameWeekday,
  rangeAt,
  readHours,
  sortRanges,
  takeHours,
  WEEKDAYS,
  writeHours,
} from "../weekly-hours.js";
import { addDays, dayIn } from "../zones.js";
import { announce } from "./announcer.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Field } from "./field.js";
import { Form } from "./form.js";
import { HoursForm, Manner, readManner } from "./hours-form.js";
import { Refusal } from "./refusal.js";
import { Unsaved } from "./unsaved.js";
import { useAnswer } from "./use-answer.js";
import { STEP, WeekGrid } from "./week-grid.js";
import { WhomToCall } from "./whom-to-call.js";

const NEW = { slot_minutes: 30, gap_minutes: 0, valid_from: null, valid_to: null, service_ids: null };
// How long from today on times are offered, unless somebody says otherwise.
const DAYS_OFFERED = 27;

const SKIPPED = {
  PAST: "hours.skipped-past",
  TIME_OFF: "hours.skipped-time-off",
  CLOSED: "hours.skipped-closed",
  OCCUPIED: "hours.skipped-occupied",
};

function about(range, services) {
  const day = (text) => formatDay(`${text}T00:00Z`, "UTC");
  const names = range.service_ids?.map((id) => services.find((service) => service.id === id)?.name ?? id);
  return [
    t("hours.slots", { minutes: range.slot_minutes }),
    range.gap_minutes > 0 && t("hours.gap", { minutes: range.gap_minutes }),
    range.valid_from && t("hours.valid-since", { day: day(range.valid_from) }),
    range.valid_to && t("hours.until", { day: day(range.valid_to) }),
    names && t("hours.only", { names: names.join(", ") }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Row({ range, services, error, change, remove }) {
  const name = `${nameWeekday(range.weekday)}, ${formatRange(range)}`;
  return html`<li class=${error ? "wrong" : undefined}>
    <p class="what">${name}</p>
    <p>${about(range, services)}</p>
    ${error && html`<p class="error">${error}</p>`}
    <p class="actions">
      <${Button} onClick=${change}>${t("hours.change")}<span class="unseen"> ${name}</span></${Button}>
      <${Button} onClick=${remove}>${t("hours.remove")}<span class="unseen"> ${name}</span></${Button}>
    </p>
  </li>`;
}

// Offers the times of the hours to patients at once.
function Offer({ doctor }) {
  const [answer, setAnswer] = useState(null);
  const today = dayIn(Date.now(), doctor.time_zone);

  async function submit({ from, to }) {
    const given = await open_slots({ doctor_id: doctor.id, from, to });
    setAnswer(given);
    announce(t("hours.opened", { count: given.opened }));
  }

  const skipped = (answer?.skipped ?? []).filter(({ slots }) => slots > 0);
  return html`<section>
    <h3>${t("hours.offer")}</h3>
    <p>${t("hours.offer-about")}</p>
    <${Form} submit=${submit} label=${t("hours.offer-now")}>
      <div class="pair">
        <${Field} name=from label=${t("hours.offer-first")} type="date" defaultValue=${today} required />
        <${Field}
          name="to"
          label=${t("hours.offer-to")}
          type="date"
          defaultValue=${addDays(today, DAYS_OFFERED)}
          fault=${t("hours.offer-fault")}
          required
        />
      </div>
    </${Form}>
    ${answer &&
    html`<ul class="told">
      <li>${t("hours.opened", { count: answer.opened })}</li>
      ${answer.kept > 0 && html`<li>${t("hours.kept", { count: answer.kept })}</li>`}
      ${skipped.map(({ reason, slots }) => html`<li>${t(SKIPPED[reason], { count: slots })}</li>`)}
    </ul>`}
  </section>`;
}

// What saving has done.
function Saved({ doctor, answer }) {
  const told = useRef();
  useEffect(() => {
    if (!answer.affected_bookings.length) told.current.focus();
  }, [answer]);
  return html`<div class="done">
    <p ref=${told} tabindex="-1">
      ${t("hours.saved")} ${answer.closed > 0 && t("hours.closed", { count: answer.closed })}
    </p>
    <${WhomToCall} bookings=${answer.affected_bookings} zone=${doctor.time_zone} />
  </div>`;
}

export function HoursEditor({ doctor }) {
  const known = useAnswer((signal) => get_working_hours({ doctor_id: doctor.id }, { signal }), [doctor.id]);
  const kinds = useAnswer((signal) => list_all_services({}, { signal }));
  // What was not saved yet; null: nothing.
  const [draft, setDraft] = useState(null);
  const [manner, setManner] = useState(NEW);
  const [edited, edit] = useState(null);
  const [state, setState] = useState({ isBusy: false, problem: null, answer: null });

  if (!known.answer || !kinds.answer) {
    const retry = () => Promise.all([known.reload(), kinds.reload()]);
    return html`<${Refusal} problem=${known.problem ?? kinds.problem} retry=${retry} />`;
  }

  const services = kinds.answer.services;
  const saved = readHours((state.answer ?? known.answer).hours);
  const ranges = draft ?? saved;
  const sorted = sortRanges(ranges);
  const isUnsaved = JSON.stringify(writeHours(sorted)) !== JSON.stringify(writeHours(sortRanges(saved)));

  function change(changed) {
    setDraft(changed);
    setState({ ...state, problem: null, answer: state.answer && { ...state.answer, isOld: true } });
  }

  function draw({ first, last }) {
    const weekdays = WEEKDAYS.slice(Math.min(first.column, last.column), Math.max(first.column, last.column) + 1);
    const from = Math.min(first.minute, last.minute);
    const to = Math.max(first.minute, last.minute) + STEP;
    const isTaken = rangeAt(ranges, first.column + 1, first.minute, STEP) !== null;
    change(isTaken ? takeHours(ranges, weekdays, from, to) : addHours(ranges, weekdays, from, to, manner));
    const days = [...new Set([weekdays[0], weekdays.at(-1)])].map((weekday) => nameWeekday(weekday)).join("–");
    const values = { days, times: formatRange({ first: from, last: to }) };
    announce(isTaken ? t("hours.taken", values) : t("hours.added", values));
  }

  function markAt(column, minute) {
    const range = rangeAt(ranges, column + 1, minute, STEP);
    if (!range) return null;
    const isFirst = range.weekday === column + 1 && minute <= range.first;
    return { kind: "hours", text: formatRange(range), note: isFirst && formatRange(range) };
  }

  function keep(made) {
    change([...ranges.filter((range) => range !== edited), ...made]);
    edit(null);
    announce(t("hours.not-saved"));
  }

  async function save() {
    setState({ ...state, isBusy: true, problem: null });
    try {
      const answer = await set_working_hours({ doctor_id: doctor.id, hours: writeHours(sorted) });
      setDraft(null);
      setState({ isBusy: false, problem: null, answer });
      announce(t("hours.saved"));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setState({ ...state, isBusy: false, problem });
    }
  }

  const pointers = Object.keys(state.problem?.fields ?? {});
  const errorOf = (n) => pointers.some((pointer) => pointer.startsWith(`hours/${n}/`)) && t("hours.wrong");
  const hasOverlap = pointers.includes("hours");
  return html`
    <form class="manner" onInput=${({ currentTarget }) => setManner(readManner(Object.fromEntries(new FormData(currentTarget))))}>
      <details>
        <summary>${t("hours.manner", { about: about(manner, services) })}</summary>
        <${Manner} manner=${NEW} services=${services} />
      </details>
    </form>
    <p class="hint">${t("hours.draw-hint")}</p>
    <${WeekGrid}
      label=${t("hours.grid")}
      columns=${WEEKDAYS.map((weekday) => ({ short: nameWeekday(weekday, "short"), long: nameWeekday(weekday) }))}
      markAt=${markAt}
      draw=${draw}
    />
    <p class="actions">
      <${Button} kind="primary" isBusy=${state.isBusy} onClick=${save}>${t("hours.save")}</${Button}>
      <${Button} onClick=${() => edit(manner)}>${t("hours.add")}</${Button}>
      ${isUnsaved && html`<${Button} onClick=${() => change(null)}>${t("hours.discard")}</${Button}>`}
      ${isUnsaved && html`<span class="hint">${t("hours.not-saved")}</span>`}
    </p>
    ${hasOverlap
      ? html`<p class="refusal" role="alert">${t("hours.overlap")}</p>`
      : html`<${Refusal} problem=${state.problem} />`}
    ${state.answer && !state.answer.isOld && html`<${Saved} doctor=${doctor} answer=${state.answer} />`}
    ${!ranges.length && html`<p>${t("hours.none")}</p>`}
    <ul class="rows">
      ${sorted.map(
        (range, n) => html`<${Row}
          key=${`${range.weekday} ${range.first} ${range.valid_from}`}
          range=${range}
          services=${services}
          error=${errorOf(n)}
          change=${() => edit(range)}
          remove=${() => {
            change(ranges.filter((other) => other !== range));
            announce(t("hours.not-saved"));
          }}
        />`,
      )}
    </ul>
    <${Offer} doctor=${doctor} />
    ${isUnsaved && html`<${Unsaved} />`}
    ${edited &&
    html`<${Dialog} title=${edited.weekday ? t("hours.change-title") : t("hours.add")} close=${() => edit(null)}>
      <${HoursForm} range=${edited} services=${services} keep=${keep} label=${t("hours.keep")} />
    </${Dialog}>`}
  `;
}
