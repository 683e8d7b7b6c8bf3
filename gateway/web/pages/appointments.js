import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import {
  leave_waitlist,
  list_bookings,
  list_services,
  list_specializations,
  list_waitlist,
  Problem,
} from "../client.js";
import { findDoctor } from "../doctor-of.js";
import { announce } from "../elements/announcer.js";
import { AsOf, formatStatus, heldUntil, isToCome, timed, Times } from "../elements/appointment.js";
import { Button } from "../elements/button.js";
import { Dialog } from "../elements/dialog.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { useOnline } from "../elements/use-online.js";
import { useWork } from "../elements/use-work.js";
import { readAll } from "../read-all.js";
import { focusHeading } from "../router.js";
import { copyOf, keepCopy, user } from "../session.js";
import { formatDay, formatWeekday, t } from "../text.js";

export const title = "appointments.title";
export const needs = "user";

const PAGE = 20;
const MINUTE = 60_000;

// The names of what somebody waits for, by id, and of specializations by how wishes write them.
async function listNames(waitlist, signal) {
  if (!waitlist.length) return {};
  const ids = [...new Set(waitlist.map((wish) => wish.doctor_id).filter(Boolean))];
  const [{ services }, { specializations }, ...doctors] = await Promise.all([
    list_services({}, { signal }),
    list_specializations({}, { signal }),
    ...ids.map(async (id) => [id, (await findDoctor(id))?.name ?? null]),
  ]);
  return Object.fromEntries([
    ...services.map(({ id, name }) => [id, name]),
    ...specializations.map(({ name }) => [name.toLowerCase(), name]),
    ...doctors,
  ]);
}

async function load(signal) {
  const owner = user.value.id;
  const [held, confirmed, latest, { waitlist }] = await Promise.all([
    readAll(list_bookings, { status: "PENDING" }, "bookings", { signal }),
    readAll(list_bookings, { status: "CONFIRMED" }, "bookings", { signal }),
    list_bookings({ limit: PAGE }, { signal }),
    list_waitlist({}, { signal }),
  ]);
  const names = await listNames(waitlist, signal);
  signal.throwIfAborted();
  const appointments = { confirmed, latest: latest.bookings };
  keepCopy(owner, "appointments", appointments);
  return { ...appointments, held: held.map(timed), waitlist, names, cursor: latest.next_cursor, at: Date.now() };
}

function byStart(one, other) {
  return Date.parse(one.start_time) - Date.parse(other.start_time);
}

function Line({ booking }) {
  const time = () => html`<${Times} booking=${booking} />`;
  const isHeld = heldUntil(booking);
  return html`<li class=${isHeld ? "entry held" : "entry"}>
    ${isHeld ? html`<strong>${time()}</strong>` : html`<a href=${`#/appointments/${booking.id}`}>${time()}</a>`}
    <span>${booking.doctor_name}, ${booking.service_name ?? booking.specialization}</span>
    <span class="status">${formatStatus(booking)}</span>
    ${isHeld &&
    html`<a class="button primary" href=${`#/hold/${booking.id}`}>
      ${t("appointments.confirm")}<span class="unseen">: ${time()}</span>
    </a>`}
  </li>`;
}

function Group({ words, bookings, children }) {
  if (!bookings.length && !children) return null;
  return html`<section>
    <h2>${words}</h2>
    ${bookings.length > 0 &&
    html`<ul class="entries">${bookings.map((booking) => html`<${Line} key=${booking.id} booking=${booking} />`)}</ul>`}
    ${children}
  </section>`;
}

// What a wish says besides with whom.
function describe(wish, names) {
  const bounds = [
    wish.service_id && names[wish.service_id],
    wish.from && t("appointments.after", { day: formatDay(wish.from) }),
    wish.to && t("appointments.before", { day: formatDay(wish.to) }),
    wish.weekdays && wish.weekdays.map(formatWeekday).join(", "),
    wish.earliest && t("appointments.earliest", { time: wish.earliest }),
    wish.latest && t("appointments.latest", { time: wish.latest }),
  ];
  return bounds.filter(Boolean).join("; ");
}

function nameWish(wish, names) {
  if (!wish.doctor_id) return t("appointments.any-doctor", { specialization: names[wish.specialization] ?? wish.specialization });
  return names[wish.doctor_id] ?? t("appointments.former-doctor");
}

function Wish({ wish, names, leave }) {
  const name = nameWish(wish, names);
  const bounds = describe(wish, names);
  return html`<li class="entry">
    <strong>${name}</strong>
    ${bounds && html`<span>${bounds}</span>`}
    ${wish.booking_id
      ? html`<a href=${`#/hold/${wish.booking_id}`}>${t("appointments.offer")}</a>`
      : html`<span class="status">${t("appointments.position", { position: wish.position })}</span>`}
    <${Button} onClick=${() => leave({ wish, name })}>
      ${t("appointments.leave")}<span class="unseen"> ${name}</span>
    </${Button}>
  </li>`;
}

function Leave({ wish, name, close, left }) {
  const work = useWork();
  const leave = () =>
    work.run(async () => {
      await leave_waitlist({ waitlist_id: wish.id });
      announce(t("appointments.left"));
      left();
    });
  return html`<${Dialog} title=${t("appointments.leave-title")} close=${close}>
    <p>${t("appointments.leave-text", { name })}</p>
    <${Refusal} problem=${work.problem} />
    <p><${Button} kind="danger" isBusy=${work.isBusy} onClick=${leave}>${t("appointments.leave-it")}</${Button}></p>
  </${Dialog}>`;
}

function Waiting({ waitlist, names, reload }) {
  const [leaving, setLeaving] = useState(null);
  const left = async () => {
    setLeaving(null);
    await reload();
    focusHeading();
  };
  if (!waitlist.length) return null;
  return html`<section>
    <h2>${t("appointments.waiting")}</h2>
    <ul class="entries">
      ${waitlist.map((wish) => html`<${Wish} key=${wish.id} wish=${wish} names=${names} leave=${setLeaving} />`)}
    </ul>
    ${leaving && html`<${Leave} ...${leaving} close=${() => setLeaving(null)} left=${left} />`}
  </section>`;
}

function Past({ latest, cursor }) {
  const [more, setMore] = useState({ bookings: [], cursor: undefined, problem: null, isBusy: false });
  const next = more.cursor === undefined ? cursor : more.cursor;
  async function showMore() {
    setMore({ ...more, isBusy: true });
    try {
      const answer = await list_bookings({ limit: PAGE, cursor: next });
      setMore({ bookings: [...more.bookings, ...answer.bookings], cursor: answer.next_cursor, problem: null, isBusy: false });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setMore({ ...more, problem, isBusy: false });
    }
  }
  const known = new Map([...latest, ...more.bookings].map((booking) => [booking.id, booking]));
  const past = [...known.values()].filter((booking) => !heldUntil(booking) && !isToCome(booking) && !booking.rescheduled_to);
  if (!past.length && !next) return null;
  return html`<${Group} words=${t("appointments.past")} bookings=${past.sort(byStart).reverse()}>
    <${Refusal} problem=${more.problem} />
    ${next && html`<${Button} isBusy=${more.isBusy} onClick=${showMore}>${t("appointments.more")}</${Button}>`}
  </${Group}>`;
}

// Looks for offers while somebody waits, and says when there is one more.
function useOffers(answer, reload) {
  const before = useRef(null);
  const isWaiting = answer?.waitlist.length > 0;
  const offers = answer?.waitlist.filter((wish) => wish.booking_id).length ?? null;
  useEffect(() => {
    if (before.current !== null && offers > before.current) announce(t("appointments.offer"));
    before.current = offers;
  }, [offers]);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && reload(), MINUTE);
    return () => clearInterval(timer);
  }, [isWaiting, reload]);
}

export function Page() {
  const { answer, problem, reload } = useAnswer(load);
  useOffers(answer, reload);
  const copy = copyOf("appointments");
  const isOld = !useOnline() || problem?.code === "UNREACHABLE";
  const shown = answer ?? (copy && { held: [], waitlist: [], ...copy.value, at: copy.at });
  const coming = shown?.confirmed.filter(isToCome).sort(byStart) ?? [];
  const held = shown?.held.filter(heldUntil).sort(byStart) ?? [];
  return html`<h1>${t("appointments.title")}</h1>
    ${!(isOld && shown) && html`<${Refusal} problem=${problem} retry=${reload} />`}
    <${AsOf} at=${shown?.at} isOld=${isOld} />
    ${shown &&
    html`<${Group} words=${t("appointments.held")} bookings=${held} />
      <${Group} words=${t("appointments.coming")} bookings=${coming}>
        ${!coming.length && html`<p>${t("appointments.none")} <a href="#/">${t("appointments.find")}</a></p>`}
      </${Group}>
      <${Waiting} waitlist=${shown.waitlist} names=${shown.names} reload=${reload} />
      <${Past} latest=${shown.latest} cursor=${shown.cursor} />
      <p><a href="#/account/calendar">${t("appointments.calendar")}</a></p>`}`;
}
