import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { get_booking, list_slots, reschedule_booking } from "../client.js";
import { overlaps } from "../days.js";
import { doctorOf } from "../doctor-of.js";
import { announce } from "../elements/announcer.js";
import { Times } from "../elements/appointment.js";
import { Button } from "../elements/button.js";
import { Dialog } from "../elements/dialog.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { useWork } from "../elements/use-work.js";
import { isElsewhere, placeOf } from "../elements/when.js";
import { pace } from "../pace.js";
import { focusHeading, go } from "../router.js";
import { follow } from "../stream.js";
import { formatDay, formatMoment, formatTime, t } from "../text.js";

export const title = "move.title";
export const needs = "user";

const PAGE = 50;
const PAUSE = 300;

// Answers as many free times as were shown already.
async function load(booking, count, signal) {
  const asked = { doctor_id: booking.doctor_id, service_id: booking.service_id };
  const slots = [];
  let cursor = null;
  do {
    const answer = await list_slots({ ...asked, limit: PAGE, cursor }, { signal });
    slots.push(...answer.slots);
    cursor = answer.next_cursor;
  } while (cursor && slots.length < count);
  return { slots, cursor };
}

function groupByDay(slots) {
  const days = new Map();
  for (const slot of slots) {
    const day = formatDay(slot.start_time);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return [...days];
}

// zone: the doctor's; undefined: it is not known.
function Day({ day, slots, zone, choose }) {
  const isOther = (slot) => zone && isElsewhere(slot.start_time, zone);
  return html`<section>
    <h2>${day}</h2>
    <ul class="times">
      ${slots.map(
        (slot) => html`<li key=${slot.id}>
          <${Button} onClick=${() => choose(slot)}>
            <span>
              <time datetime=${slot.start_time}><span class="unseen">${day}, </span>${formatTime(slot.start_time)}</time>
              ${isOther(slot) &&
              html`<span class="there">
                ${t("times.there", { time: formatTime(slot.start_time, zone), place: placeOf(zone) })}
              </span>`}
            </span>
          </${Button}>
        </li>`,
      )}
    </ul>
  </section>`;
}

function Confirm({ booking, slot, zone, close, reload }) {
  const work = useWork();
  async function move() {
    const moved = await work.run(() => reschedule_booking({ booking_id: booking.id, slot_id: slot.id }));
    if (!moved) return reload();
    announce(t("move.done"));
    go(`/appointments/${moved.created}`, { isReplaced: true });
  }
  return html`<${Dialog} title=${t("move.confirm-title")} close=${close}>
    <dl class="facts">
      <div><dt>${t("move.before")}</dt><dd><${Times} booking=${booking} /></dd></div>
      <div>
        <dt>${t("move.after")}</dt>
        <dd>
          <${Times} booking=${slot} />
          ${zone &&
          isElsewhere(slot.start_time, zone) &&
          html`<br /><span class="hint">
              ${t("when.there", { time: formatMoment(slot.start_time, zone), place: placeOf(zone) })}
            </span>`}
        </dd>
      </div>
    </dl>
    <${Refusal} problem=${work.problem} />
    <p><${Button} kind="primary" isBusy=${work.isBusy} onClick=${move}>${t("move.confirm")}</${Button}></p>
  </${Dialog}>`;
}

function Choice({ booking, slots, zone, cursor, more, reload }) {
  const [chosen, choose] = useState(null);
  const close = () => choose(null);
  const was = useRef(null);
  // The time that was chosen may be gone, and its button with it.
  useEffect(() => {
    if (was.current && !chosen && document.activeElement === document.body) focusHeading();
    was.current = chosen;
  }, [chosen]);
  // Whoever asks for more is led to the first of them.
  const known = useRef(null);
  useEffect(() => {
    if (known.current !== null) document.querySelectorAll(".times button")[known.current]?.focus();
    known.current = null;
  }, [slots]);
  const showMore = () => {
    known.current = slots.length;
    more();
  };
  return html`<p>${t("move.now", { name: booking.doctor_name })} <${Times} booking=${booking} /></p>
    <p>${t("move.choose")}</p>
    ${groupByDay(slots).map(([day, times]) => html`<${Day} key=${day} day=${day} slots=${times} zone=${zone} choose=${choose} />`)}
    ${!slots.length && html`<p>${t("move.none")}</p>`}
    ${cursor && html`<p><${Button} onClick=${showMore}>${t("move.more")}</${Button}></p>`}
    ${chosen && html`<${Confirm} booking=${booking} slot=${chosen} zone=${zone} close=${close} reload=${reload} />`}`;
}

export function Page({ id }) {
  const count = useRef(PAGE);
  const {
    answer: own,
    problem: refused,
    reload: readBooking,
  } = useAnswer((signal) => get_booking({ booking_id: id }, { signal }), [id]);
  const booking = own?.booking;
  const doctorId = booking?.doctor_id;
  const doctor = useAnswer(() => (doctorId ? doctorOf(doctorId) : null), [doctorId]);
  const zone = doctor.answer?.time_zone;
  // The times are first read when changes of them come, or cannot.
  const isRead = useRef(false);
  const [gone, setGone] = useState([]);
  const known = useRef(gone);
  known.current = gone;
  async function read(signal) {
    if (!isRead.current) return null;
    // The answer may be older than what is told while it comes.
    const told = known.current.length;
    return { ...(await load(booking, count.current, signal)), told };
  }
  const { answer, problem, reload } = useAnswer(read, [doctorId]);
  const slots = useMemo(() => {
    const since = gone.slice(answer?.told);
    return answer?.slots.filter((slot) => !since.some((other) => overlaps(slot, other)));
  }, [answer, gone]);

  // What is free is as the server lists it: any change of this doctor's slots lets it be read again.
  useEffect(() => {
    if (!doctorId) return undefined;
    const readAgain = () => {
      announce(t("move.changed"));
      reload();
    };
    const soon = pace(readAgain, PAUSE);
    const first = () => {
      isRead.current = true;
      reload();
    };
    const change = (slot) => {
      if (slot.state !== "free") setGone((before) => [...before, slot]);
      soon.ask();
    };
    const state = (isLive) => !isLive && !isRead.current && first();
    const leave = follow({ doctor_id: doctorId }, { change, resync: first, state });
    return () => {
      soon.stop();
      leave();
    };
  }, [doctorId, reload]);

  function more() {
    count.current += PAGE;
    return reload();
  }

  return html`<h1>${t("move.title")}</h1>
    <${Refusal} problem=${refused ?? problem} retry=${refused ? readBooking : reload} />
    ${!answer && !refused && !problem && html`<p>${t("appointment.loading")}</p>`}
    ${booking &&
    answer &&
    html`<${Choice}
      booking=${booking}
      slots=${slots}
      cursor=${answer.cursor}
      zone=${zone}
      more=${more}
      reload=${reload}
    />`}
    <p><a href=${`#/appointments/${id}`}>${t("move.back")}</a></p>`;
}
