// A time that is held for the reader: it is confirmed, kept for longer or given back before it lapses.

import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { cancel_booking, confirm_booking, extend_booking, get_booking, Problem } from "../client.js";
import { doctorOf } from "../doctor-of.js";
import { announce } from "../elements/announcer.js";
import { Button } from "../elements/button.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { When } from "../elements/when.js";
import { dayOf } from "../days.js";
import { address, go } from "../router.js";
import { formatAmount, t } from "../text.js";

export const title = "hold.title";
export const needs = "user";

const WARNING_SECONDS = 30;

// These say that the booking is not as it is shown.
const CHANGED = new Set(["BOOKING_EXPIRED", "INVALID_STATUS", "HOLD_LIMIT_REACHED"]);

const HEADINGS = {
  PENDING: () => t("hold.title"),
  CONFIRMED: () => t("hold.confirmed"),
  FAILED: () => t("hold.lapsed"),
  CANCELLED: () => t("hold.cancelled"),
};

async function load(id, signal) {
  const { booking } = await get_booking({ booking_id: id }, { signal });
  // A doctor who has left has no zone to show.
  const zone = await doctorOf(booking.doctor_id).then(
    (doctor) => doctor.time_zone,
    () => null,
  );
  return { booking: timed(booking), zone };
}

// The server's seconds are counted down here: this machine's clock may be wrong.
function timed(booking) {
  return { ...booking, deadline: Date.now() + (booking.expires_in ?? 0) * 1000 };
}

function timesOf({ doctor_id, service_id, start_time }) {
  return address(`/doctors/${doctor_id}`, { kind: service_id, day: dayOf(start_time) });
}

export function Page({ id }) {
  const { answer, problem, reload, replace } = useAnswer((signal) => load(id, signal), [id]);
  const booking = answer?.booking;
  const heading = useRef();
  const status = booking?.status;
  const first = useRef(null);

  useEffect(() => {
    if (first.current && first.current !== status) heading.current.focus();
    first.current = status ?? null;
  }, [status]);

  const words = HEADINGS[status ?? "PENDING"] ?? (() => t("hold.over"));
  return html`<h1 ref=${heading} tabindex="-1">${words()}</h1>
    ${!booking && !problem && html`<p>${t("answer.reading")}</p>`}
    <${Refusal} problem=${problem} retry=${reload}><p><a href="#/">${t("hold.others")}</a></p></${Refusal}>
    ${booking && html`<${Details} booking=${booking} zone=${answer.zone} />
      <${Actions} booking=${booking} show=${(changed) => replace({ ...answer, booking: timed(changed) })} />`}`;
}

function Details({ booking, zone }) {
  const { doctor_name, specialization, service_name, start_time, end_time, fee, currency } = booking;
  return html`<dl class="details">
    <dt>${t("hold.when")}</dt>
    <dd><${When} start=${start_time} end=${end_time} zone=${zone} /></dd>
    <dt>${t("hold.doctor")}</dt>
    <dd>${doctor_name}, ${specialization}</dd>
    ${service_name && html`<dt>${t("hold.kind")}</dt><dd>${service_name}</dd>`}
    <dt>${t("hold.fee")}</dt>
    <dd>${formatAmount(fee, currency)}</dd>
  </dl>`;
}

function Actions({ booking, show }) {
  const [isBusy, setBusy] = useState(null);
  const [refused, setRefused] = useState({ problem: null, attempts: 0 });
  const buttons = useRef();
  const field = { booking_id: booking.id };

  async function read() {
    show((await get_booking(field)).booking);
  }

  // what: the name of the button that is pressed.
  async function act(what, work) {
    if (isBusy) return;
    setBusy(what);
    setRefused(({ attempts }) => ({ problem: null, attempts }));
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const isRead = CHANGED.has(problem.code) && (await read().then(() => true, () => false));
      // Then the page says itself what it is now.
      if (isRead && problem.code === "INVALID_STATUS") return;
      setRefused(({ attempts }) => ({ problem, attempts: attempts + 1 }));
    } finally {
      setBusy(null);
    }
  }

  const confirm = () => act("confirm", async () => show((await confirm_booking(field)).booking));
  const giveBack = () =>
    act("give-back", async () => {
      await cancel_booking(field);
      announce(t("hold.given-back"));
      go(timesOf(booking), { isReplaced: true });
    });
  const extend = () =>
    act("extend", async () => {
      const { booking: extended } = await extend_booking(field);
      show(extended);
      announce(t("hold.extended", { time: clock(extended.expires_in) }));
    });
  const again = () =>
    act("again", async () => {
      const { booking: renewed } = await confirm_booking({ ...field, if_still_free: true });
      go(`/hold/${renewed.id}`, { isReplaced: true });
    });
  const end = () => act("end", read);

  const { status } = booking;
  const canExtend = Date.parse(booking.extendable_until) > Date.parse(booking.expires_at);

  // Who has extended it for the last time is led to what can still be done.
  const couldExtend = useRef(false);
  useLayoutEffect(() => {
    if (status === "PENDING" && couldExtend.current && document.activeElement === document.body) {
      buttons.current.querySelector("button").focus();
    }
    couldExtend.current = canExtend;
  }, [canExtend]);

  return html`${status === "PENDING" &&
    html`<${Countdown} deadline=${booking.deadline} canExtend=${canExtend} end=${end} />`}
    ${status === "CONFIRMED" && html`<p>${t("hold.come")}</p>`}
    ${status === "FAILED" && html`<p>${t("hold.lapsed-hint")}</p>`}
    <${Refusal} key=${refused.attempts} problem=${refused.problem} />
    <div class="actions" ref=${buttons}>
      ${status === "PENDING" &&
      html`<${Button} kind="primary" isBusy=${isBusy === "confirm"} onClick=${confirm}>${t("hold.confirm")}</${Button}>
        ${canExtend &&
        html`<${Button} isBusy=${isBusy === "extend"} onClick=${extend}>${t("hold.extend")}</${Button}>`}
        <${Button} isBusy=${isBusy === "give-back"} onClick=${giveBack}>${t("hold.give-back")}</${Button}>`}
      ${status === "FAILED" &&
      html`<${Button} kind="primary" isBusy=${isBusy === "again"} onClick=${again}>${t("hold.again")}</${Button}>`}
      ${status === "CONFIRMED" && html`<a class="button primary" href="#/appointments">${t("hold.appointments")}</a>`}
      ${status !== "PENDING" && status !== "CONFIRMED" && html`<a class="button plain" href=${`#${timesOf(booking)}`}>
        ${t("hold.other-times")}
      </a>`}
    </div>`;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// end: is called when the time is over here; the server says whether it is.
function Countdown({ deadline, canExtend, end }) {
  const [, tick] = useState(0);
  const left = Math.max(Math.ceil((deadline - Date.now()) / 1000), 0);
  const isShort = left <= WARNING_SECONDS;

  useEffect(() => {
    const look = () => tick((number) => number + 1);
    const timer = setInterval(look, 1000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);

  useEffect(() => {
    if (!isShort) return;
    announce(canExtend ? t("hold.warning", { count: left }) : t("hold.last-warning", { count: left }));
  }, [isShort, deadline]);

  useEffect(() => {
    if (left === 0) end();
  }, [left === 0]);

  return html`<p class=${isShort ? "countdown short" : "countdown"}>
    ${t("hold.held")} <span role="timer" aria-live="off" class="time">${clock(left)}</span>
    ${isShort && html`<br />${canExtend ? t("hold.soon") : t("hold.soon-last")}`}
  </p>`;
}
