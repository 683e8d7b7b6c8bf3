// A booking as administrators see it, and what they can do with it.

import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";

import {
  cancel_booking,
  complete_booking,
  confirm_booking,
  get_patient_booking,
  mark_no_show,
  Problem,
  reinstate_booking,
} from "../client.js";
import { go, place } from "../router.js";
import { formatAmount, formatMoment, formatTime, t } from "../text.js";
import { dayIn } from "../zones.js";
import { announce } from "./announcer.js";
import { Button } from "./button.js";
import { errand } from "./errand.js";
import { Field } from "./field.js";
import { Form } from "./form.js";
import { Refusal } from "./refusal.js";
import { useAnswer } from "./use-answer.js";
import { WhenThere } from "./when-there.js";

const STATUS = {
  PENDING: "desk.pending",
  CONFIRMED: "desk.confirmed",
  CANCELLED: "desk.cancelled",
  FAILED: "desk.failed",
  COMPLETED: "desk.completed",
  NO_SHOW: "desk.no-show",
};

const CONFIRM = { operation: confirm_booking, words: "desk.do-confirm", kind: "primary" };
const COMPLETE = { operation: complete_booking, words: "desk.do-complete", kind: "primary" };
const MISS = { operation: mark_no_show, words: "desk.do-no-show", kind: "plain" };
const TAKE_BACK = { operation: reinstate_booking, words: "desk.do-reinstate", kind: "plain" };

// What can be done by a press.
function actionsOf({ status, start_time }) {
  const hasBegun = Date.parse(start_time) <= Date.now();
  if (status === "PENDING") return [CONFIRM];
  if (status === "CONFIRMED") return hasBegun ? [COMPLETE, MISS] : [];
  if (status === "COMPLETED") return [TAKE_BACK, MISS];
  return status === "NO_SHOW" ? [TAKE_BACK, { ...COMPLETE, kind: "plain" }] : [];
}

function Row({ words, children }) {
  return children ? html`<div><dt>${words}</dt><dd>${children}</dd></div>` : null;
}

// By what follows booking. in the type of a change.
const CHANGES = {
  held: "desk.was-made",
  offered: "desk.was-offered",
  confirmed: "desk.was-confirmed",
  cancelled: "desk.was-cancelled",
  failed: "desk.was-failed",
  completed: "desk.was-completed",
  no_show: "desk.was-missed",
  reinstated: "desk.was-reinstated",
};

function wordsOf({ type, start_time }, zone) {
  const words = CHANGES[type.replace("booking.", "")];
  return words ? t(words) : t("desk.was-moved", { moment: formatMoment(start_time, zone) });
}

// Who made a change; what lapses or is offered nobody did.
function actorOf({ by, by_name: name }, patient) {
  if (by === "PATIENT") return t("desk.by", { name: patient });
  return by === "CLINIC" ? (name ? t("desk.by", { name }) : t("desk.by-clinic")) : t("desk.by-nobody");
}

// What happened to it, in order of time and by the reader's clock, and who did it.
function History({ booking, zone }) {
  const ask = async (signal) => (await get_patient_booking({ booking_id: booking.id }, { signal })).history;
  const { answer: changes, problem } = useAnswer(ask, [booking.id, booking.status]);
  return html`<${Refusal} problem=${problem} />
    <ol class="history">
      ${changes?.map(
        (change) => html`<li key=${change.booking_id + change.at + change.type}>
          <time datetime=${change.at}>${formatMoment(change.at)}</time>
          <span>${wordsOf(change, zone)}, ${actorOf(change, booking.patient_name)}</span>
        </li>`,
      )}
      ${booking.rescheduled_to && html`<li><a href=${`#/bookings/${booking.rescheduled_to}`}>${t("desk.was-moved-to")}</a></li>`}
    </ol>`;
}

function Facts({ booking, zone }) {
  const { patient_phone: phone, patient_email: email } = booking;
  return html`<dl class="facts">
    <${Row} words=${t("desk.when")}>
      <${WhenThere} start=${booking.start_time} end=${booking.end_time} zone=${zone} />
    </${Row}>
    <${Row} words=${t("desk.doctor")}>${booking.doctor_name}, ${booking.specialization}</${Row}>
    <${Row} words=${t("desk.kind")}>${booking.service_name}</${Row}>
    <${Row} words=${t("desk.phone")}>${phone && html`<a class="contact" href=${`tel:${phone}`}>${phone}</a>`}</${Row}>
    <${Row} words=${t("desk.email")}>${email && html`<a class="contact" href=${`mailto:${email}`}>${email}</a>`}</${Row}>
    <${Row} words=${t("desk.fee")}>${formatAmount(booking.fee, booking.currency)}</${Row}>
    <${Row} words=${t("desk.reason")}>${booking.reason}</${Row}>
    <${Row} words=${t("desk.override")}>${booking.override_reason}</${Row}>
    <${Row} words=${t("desk.history")}><${History} booking=${booking} zone=${zone} /></${Row}>
  </dl>`;
}

function Canceller({ booking, cancelled, back }) {
  async function submit({ reason }) {
    const answer = await cancel_booking({ booking_id: booking.id, reason: reason || undefined });
    cancelled(answer.booking);
  }

  return html`<h3>${t("desk.cancel-title")}</h3>
    <${Form} submit=${submit} label=${t("desk.cancel-submit")}>
      <${Field} name="reason" label=${t("desk.cancel-reason")} hint=${t("desk.cancel-hint")} maxlength="500" autofocus />
    </${Form}>
    <p><${Button} onClick=${back}>${t("desk.cancel-back")}</${Button}></p>`;
}

// zone: the doctor's. changed: is called when the booking has changed. move: is called when another time is looked for.
export function DeskAppointment({ booking: given, zone, changed, move }) {
  const status = useRef();
  const [own, setOwn] = useState(null);
  const [state, setState] = useState({ busy: null, problem: null, isCancelling: false });
  const booking = { ...given, ...own };
  const isLive = booking.status === "PENDING" || booking.status === "CONFIRMED";

  function show(changes) {
    const words = t(STATUS[changes.status], { time: "" });
    setOwn({ ...own, ...changes });
    setState({ busy: null, problem: null, isCancelling: false });
    announce(words);
    status.current.focus();
    changed();
  }

  async function press({ operation, words }) {
    if (state.busy) return;
    setState({ ...state, busy: words, problem: null });
    try {
      show((await operation({ booking_id: booking.id })).booking);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setState({ ...state, busy: null, problem });
    }
  }

  function leave() {
    errand.value = { booking, zone };
    move?.();
    const { path } = place.value;
    if (path !== "/" && !path.endsWith("/week")) go(`/doctors/${booking.doctor_id}/week?day=${dayIn(booking.start_time, zone)}`);
  }

  function keep() {
    setState({ ...state, isCancelling: false });
    status.current.focus();
  }

  const time = booking.expires_at ? formatTime(booking.expires_at) : "";
  return html`<p ref=${status} tabindex="-1" class=${`status ${booking.status.toLowerCase()}`}>
      ${t(STATUS[booking.status], { time })}
    </p>
    <${Refusal} problem=${state.problem} />
    ${state.isCancelling
      ? html`<${Canceller} booking=${booking} cancelled=${show} back=${keep} />`
      : html`<div class="actions" role="group" aria-label=${t("desk.actions")}>
          ${actionsOf(booking).map(
            (action) => html`<${Button}
              key=${action.words}
              kind=${action.kind}
              isBusy=${state.busy === action.words}
              onClick=${() => press(action)}
            >
              ${t(action.words)}
            </${Button}>`,
          )}
          ${isLive && html`<${Button} onClick=${leave}>${t("desk.do-move")}</${Button}>`}
          ${isLive &&
          html`<${Button} kind="danger" onClick=${() => setState({ ...state, isCancelling: true })}>
            ${t("desk.do-cancel")}
          </${Button}>`}
        </div>`}
    <${Facts} booking=${booking} zone=${zone} />
    ${place.value.path !== `/patients/${booking.patient_id}` &&
    html`<p><a class="way" href=${`#/patients/${booking.patient_id}`}>${t("desk.patient", { name: booking.patient_name })}</a></p>`}`;
}
