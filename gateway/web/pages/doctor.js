// A doctor's free times, which can be booked.

import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { book_slot, list_services, Problem } from "../client.js";
import { doctorOf } from "../doctor-of.js";
import { announce } from "../elements/announcer.js";
import { Choice } from "../elements/choice.js";
import { OwnHold } from "../elements/own-hold.js";
import { Refusal } from "../elements/refusal.js";
import { aboutService, feeOf, isForPatients } from "../elements/services.js";
import { Times } from "../elements/times.js";
import { useAnswer } from "../elements/use-answer.js";
import { Listing } from "../listing.js";
import { address, go, useQuery } from "../router.js";
import { user } from "../session.js";
import { t } from "../text.js";
import { isDay } from "../zones.js";

export const title = "doctor.title";

// These say that the time can no longer be booked.
const GONE = new Set([
  "SLOT_UNAVAILABLE",
  "SLOT_LOCKED",
  "SLOT_IN_PAST",
  "SLOT_NOT_FOUND",
  "OUTSIDE_BOOKING_WINDOW",
  "SERVICE_NOT_OFFERED",
]);

// What somebody chose who has to sign in first.
let chosenBefore = null;

async function load(id, signal) {
  const [doctor, { services }] = await Promise.all([
    doctorOf(id),
    list_services({}, { signal }),
  ]);
  return { doctor, services: services.filter(isForPatients) };
}

function kindOptions(doctor, services) {
  function words(service) {
    return t("doctor.kind-option", { name: service.name, count: service.minutes, fee: feeOf(doctor, service) });
  }
  const any = ["", t("doctor.any-kind", { fee: feeOf(doctor) })];
  return [any, ...services.map((service) => [service.id, words(service)])];
}

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer((signal) => load(id, signal), [id]);
  const doctor = answer?.doctor;
  return html`<h1>${doctor?.name ?? t("doctor.title")}</h1>
    ${!answer && !problem && html`<p>${t("answer.reading")}</p>`}
    <${Refusal} problem=${problem} retry=${reload}><p><a href="#/">${t("doctor.others")}</a></p></${Refusal}>
    ${doctor && html`<${Booking} doctor=${doctor} services=${answer.services} />`}`;
}

function Booking({ doctor, services }) {
  const query = useQuery();
  const path = `/doctors/${doctor.id}`;
  const [chosen, setChosen] = useState(null);
  const [refused, setRefused] = useState({ problem: null, attempts: 0 });
  const asked = query.get("day") ?? "";
  const day = isDay(asked) ? asked : null;
  const service = services.find((each) => each.id === query.get("kind"));
  const listing = useMemo(() => new Listing(doctor.id, service, day), [doctor.id, service?.id]);
  useEffect(() => listing.open(), [listing]);

  function change(fields) {
    go(address(path, { ...Object.fromEntries(query), slot: null, ...fields }), { isReplaced: true });
  }

  async function book(wish) {
    setChosen(wish.slot_id);
    try {
      const { booking } = await book_slot(wish);
      go(`/hold/${booking.id}`);
      return false;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setRefused(({ attempts }) => ({ problem, attempts: attempts + 1 }));
      return GONE.has(problem.code);
    } finally {
      setChosen(null);
    }
  }

  function choose(slot) {
    const wish = { slot_id: slot.id, service_id: service?.id };
    setRefused(({ attempts }) => ({ problem: null, attempts }));
    if (user.value) return book(wish);
    chosenBefore = wish;
    const back = address(path, { ...Object.fromEntries(query), slot: slot.id });
    go(`/sign-in?then=${encodeURIComponent(back)}`);
    return false;
  }

  useEffect(() => {
    const wish = chosenBefore;
    chosenBefore = null;
    if (user.value && wish && wish.slot_id === query.get("slot")) book(wish).then((isGone) => isGone && listing.read());
  }, []);

  const about = aboutService(service);
  const { slots } = listing.state.value;
  const number = slots?.length;
  const before = useRef(null);
  useEffect(() => {
    if (number === 0 && before.current > 0) announce(t("doctor.none"));
    before.current = number;
  }, [number]);
  const wait = address("/wait", { doctor_id: doctor.id, kind: service?.id });
  return html`<p class="about">
      ${doctor.specialization} · ${t("doctor.experience", { count: doctor.experience_years })}
    </p>
    <${OwnHold} reads=${refused.attempts} />
    <${Choice}
      name="kind"
      label=${t("doctor.kind")}
      hint=${about}
      value=${service?.id ?? ""}
      options=${kindOptions(doctor, services)}
      choose=${(kind) => change({ kind })}
    />
    <h2>${t("doctor.times")}</h2>
    <${Refusal} key=${refused.attempts} problem=${refused.problem} />
    ${number === 0
      ? html`<p>${t("doctor.none")}</p>
          <p><a class="button primary" href=${`#${wait}`}>${t("doctor.wait")}</a></p>`
      : html`<${Times}
            listing=${listing}
            day=${day}
            setDay=${(to) => change({ day: to })}
            zone=${doctor.time_zone}
            choose=${choose}
            chosen=${chosen}
            wanted=${query.get("slot")}
          />
          <p class="hint">${t("doctor.no-time-suits")} <a href=${`#${wait}`}>${t("doctor.wait")}</a></p>`}`;
}
