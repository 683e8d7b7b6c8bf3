import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { cancel_booking, get_booking } from "../client.js";
import { findDoctor } from "../doctor-of.js";
import { announce } from "../elements/announcer.js";
import { AsOf, formatStatus, heldUntil, isToCome, timed, Times } from "../elements/appointment.js";
import { Button } from "../elements/button.js";
import { Dialog } from "../elements/dialog.js";
import { TextArea } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { useOnline } from "../elements/use-online.js";
import { toCalendar } from "../icalendar.js";
import { focusHeading } from "../router.js";
import { copyOf } from "../session.js";
import { formatAmount, formatMoment, ownZone, t } from "../text.js";

export const title = "appointment.title";
export const needs = "user";

// Of a doctor who has left the clinic nobody needs it.
async function zoneOf(doctorId) {
  return (await findDoctor(doctorId))?.time_zone ?? ownZone;
}

// Answers the booking, and those that it replaced, the newest first.
async function load(id, signal) {
  const { booking } = await get_booking({ booking_id: id }, { signal });
  const earlier = [];
  for (let from = booking.rescheduled_from; from; from = earlier.at(-1).rescheduled_from) {
    earlier.push((await get_booking({ booking_id: from }, { signal })).booking);
  }
  return { booking: timed(booking), earlier, zone: await zoneOf(booking.doctor_id), at: Date.now() };
}

// Returns what was kept of a booking.
function recall(id) {
  const copy = copyOf("appointments");
  const booking = copy && [...copy.value.confirmed, ...copy.value.latest].find((one) => one.id === id);
  return booking ? { booking, earlier: [], zone: ownZone, at: copy.at } : null;
}

function wordsOfMove(was, now) {
  const times = { from: formatMoment(was.start_time), to: formatMoment(now.start_time) };
  return was.ended_by === "CLINIC" ? t("appointment.event-moved-by-clinic", times) : t("appointment.event-moved", times);
}

function listEvents(booking, earlier) {
  const moves = [booking, ...earlier].flatMap((to, n, all) => {
    const from = all[n + 1];
    return from ? [[to.created_at, wordsOfMove(from, to)]] : [];
  });
  const first = earlier.at(-1) ?? booking;
  const confirmed = [booking, ...earlier].map((one) => one.confirmed_at).filter(Boolean).at(-1);
  const isEnded = booking.cancelled_at && !booking.rescheduled_to;
  const events = [
    [first.created_at, t(first.origin === "OFFER" ? "appointment.event-offered" : "appointment.event-booked")],
    confirmed && [confirmed, t("appointment.event-confirmed")],
    ...moves.reverse(),
    isEnded && [booking.cancelled_at, t(booking.ended_by === "CLINIC" ? "appointment.cancelled-by-clinic" : "appointment.cancelled")],
  ];
  return events.filter(Boolean).sort(([one], [other]) => Date.parse(one) - Date.parse(other));
}

function History({ booking, earlier }) {
  return html`<section>
    <h2>${t("appointment.history")}</h2>
    <ol class="history">
      ${listEvents(booking, earlier).map(
        ([at, text]) => html`<li key=${text}><time datetime=${at}>${formatMoment(at)}</time><span>${text}</span></li>`,
      )}
    </ol>
  </section>`;
}

function Facts({ booking, zone }) {
  const isElsewhere = formatMoment(booking.start_time, zone) !== formatMoment(booking.start_time);
  const facts = [
    ["appointment.when", html`<${Times} booking=${booking} />`],
    isElsewhere && ["appointment.there", html`<${Times} booking=${booking} zone=${zone} />`],
    ["appointment.doctor", `${booking.doctor_name}, ${booking.specialization}`],
    booking.service_name && ["appointment.service", booking.service_name],
    ["appointment.price", formatAmount(booking.fee, booking.currency)],
    ["appointment.status", formatStatus(booking)],
    booking.cancelled_at && booking.reason && !booking.rescheduled_to && ["appointment.reason", booking.reason],
  ];
  return html`<dl class="facts">
    ${facts.filter(Boolean).map(([key, value]) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

function Cancel({ booking, close, done }) {
  async function submit({ reason }) {
    const { booking: cancelled } = await cancel_booking({ booking_id: booking.id, reason: reason.trim() || undefined });
    announce(formatStatus(cancelled));
    done();
  }
  return html`<${Dialog} title=${t("appointment.cancel-title")} close=${close}>
    <p><${Times} booking=${booking} />, ${booking.doctor_name}</p>
    <${Form} submit=${submit} label=${t("appointment.cancel-it")}>
      <${TextArea} name="reason" label=${t("appointment.reason")} hint=${t("appointment.reason-hint")} maxlength="500" />
    </${Form}>
  </${Dialog}>`;
}

function Actions({ booking, earlier, reload }) {
  const [isCancelling, setCancelling] = useState(false);
  const file = toCalendar(booking, earlier, t("appointment.with", { name: booking.doctor_name }));
  // What can be done goes with the answer, and with it the button that had the focus.
  const done = async () => {
    setCancelling(false);
    await reload();
    focusHeading();
  };
  return html`<p class="actions">
      <a class="button" href=${`#/appointments/${booking.id}/move`}>${t("appointment.move")}</a>
      <${Button} kind="danger" onClick=${() => setCancelling(true)}>${t("appointment.cancel")}</${Button}>
      <a
        class="button"
        download=${t("appointment.file")}
        href=${`data:text/calendar;charset=utf-8,${encodeURIComponent(file)}`}
      >${t("appointment.calendar")}</a>
    </p>
    ${isCancelling && html`<${Cancel} booking=${booking} close=${() => setCancelling(false)} done=${done} />`}`;
}

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer((signal) => load(id, signal), [id]);
  const isOld = !useOnline() || problem?.code === "UNREACHABLE";
  const shown = answer ?? recall(id);
  const current = shown?.booking.rescheduled_to;
  return html`<h1>${t("appointment.title")}</h1>
    ${!(isOld && shown) && html`<${Refusal} problem=${problem} retry=${reload} />`}
    ${(shown || !problem) && html`<${AsOf} at=${shown?.at} isOld=${isOld} />`}
    ${shown &&
    html`<${Facts} ...${shown} />
      ${current && html`<p><a href=${`#/appointments/${current}`}>${t("appointment.current")}</a></p>`}
      ${heldUntil(shown.booking) && html`<p><a href=${`#/hold/${id}`}>${t("appointment.confirm")}</a></p>`}
      ${isToCome(shown.booking) && html`<${Actions} ...${shown} reload=${reload} />`}
      ${answer && html`<${History} ...${shown} />`}`}
    <p><a href="#/appointments">${t("appointment.all")}</a></p>`;
}
