// Finds a doctor by field of medicine, name and kind of visit: who is free soonest comes first.

import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { book_soonest, list_doctors, list_services, list_specializations, Problem } from "../client.js";
import { announce } from "../elements/announcer.js";
import { Button } from "../elements/button.js";
import { Choice } from "../elements/choice.js";
import { Form } from "../elements/form.js";
import { OwnHold } from "../elements/own-hold.js";
import { Refusal } from "../elements/refusal.js";
import { aboutService, feeOf, isForPatients } from "../elements/services.js";
import { useAnswer } from "../elements/use-answer.js";
import { useSoonest } from "../elements/use-soonest.js";
import { readTimes, WishedTimes } from "../elements/wished-times.js";
import { address, go, useQuery } from "../router.js";
import { user } from "../session.js";
import { formatMoment, t } from "../text.js";

export const title = "home.title";

const PAGE = 20;
// Of doctors in an answer.
const MOST = 100;

// What somebody asked for who has to sign in first, and requests that were sent, by what they ask for.
let askedBefore = null;
const requests = new Map();
const NOT_REFUSED = { problem: null, values: {} };

async function loadChoices(signal) {
  const [fields, kinds] = await Promise.all([list_specializations({}, { signal }), list_services({}, { signal })]);
  return { fields: fields.specializations, services: kinds.services.filter(isForPatients) };
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

export function Page() {
  const query = useQuery();
  const { answer: choices, problem, reload } = useAnswer(loadChoices);
  const wish = { field: query.get("field") ?? "", name: query.get("name") ?? "", kind: query.get("kind") ?? "" };
  const service = choices?.services.find(({ id }) => id === wish.kind);
  return html`<h1>${t("home.title")}</h1>
    <p>${t("home.welcome")}</p>
    <${OwnHold} />
    <${Refusal} problem=${problem} retry=${reload} />
    <${Search} wish=${wish} choices=${choices} service=${service} />
    ${(wish.field || wish.kind) && html`<${Soonest} wish=${wish} />`}
    <${Found} wish=${wish} service=${service} />`;
}

function Search({ wish, choices, service }) {
  const name = useRef();
  const find = (changes) => go(address("/", { ...wish, name: name.current.value.trim(), ...changes }));
  function submit(event) {
    event.preventDefault();
    find({});
  }

  // As an attribute it would replace what is being typed, whenever the page is drawn.
  useEffect(() => {
    name.current.value = wish.name;
  }, [wish.name]);

  const fields = choices?.fields.map((field) => [field.name, `${field.name} (${field.doctors})`]) ?? [];
  const kindOf = ({ id, name: kind, minutes }) => [id, t("home.kind-option", { name: kind, count: minutes })];
  const kinds = choices?.services.map(kindOf) ?? [];
  return html`<form class="search" role="search" onSubmit=${submit}>
    <${Choice}
      name="field"
      label=${t("home.field")}
      value=${wish.field}
      options=${[["", t("home.any-field")], ...fields]}
      choose=${(field) => find({ field })}
    />
    <${Choice}
      name="kind"
      label=${t("home.kind")}
      hint=${aboutService(service)}
      value=${wish.kind}
      options=${[["", t("home.any-kind")], ...kinds]}
      choose=${(kind) => find({ kind })}
    />
    <div class="field">
      <label for="name"><span class="label">${t("home.name")}</span></label>
      <div class="input">
        <input id="name" ref=${name} type="search" name="name" autocomplete="off" />
        <${Button} type="submit" kind="primary">${t("home.find")}</${Button}>
      </div>
    </div>
  </form>`;
}

// Books the soonest time with anybody of the field who offers the kind of visit.
function Soonest({ wish }) {
  const { field, kind } = wish;
  const asked = JSON.stringify([field, kind]);
  // The times that somebody chose who had to sign in first.
  const [before] = useState(askedBefore?.asked === asked ? askedBefore.values : null);
  const [isOpen, setOpen] = useState(Boolean(before && "from" in before));
  const [refused, setRefused] = useState(NOT_REFUSED);
  const section = useRef();

  async function submit(values) {
    setRefused(NOT_REFUSED);
    if (!user.value) {
      askedBefore = { asked, values };
      return go(`/sign-in?then=${encodeURIComponent(address("/", wish))}`);
    }
    const fields = { specialization: field || undefined, service_id: kind || undefined, ...readTimes(values) };
    const name = JSON.stringify(fields);
    const request = requests.get(name) ?? newId();
    requests.set(name, request);
    try {
      const { booking } = await book_soonest({ request_id: request, ...fields });
      requests.delete(name);
      go(`/hold/${booking.id}`);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      // Whether it was done is not known: it is the same request until there is an answer.
      if (!problem.mayPass) requests.delete(name);
      if (problem.errors) throw problem;
      setRefused({ problem, values });
    }
  }

  useEffect(() => setRefused(NOT_REFUSED), [asked]);

  useEffect(() => {
    askedBefore = null;
    if (before && user.value) section.current.querySelector("form").requestSubmit();
  }, []);

  const wait = field && address("/wait", { specialization: field, kind, ...refused.values });
  return html`<section ref=${section} class="soonest" aria-labelledby="soonest">
    <h2 id="soonest">${t("home.soonest")}</h2>
    <p>${t("home.soonest-hint")}</p>
    <${Refusal} problem=${refused.problem}>
      ${refused.problem?.code === "NO_SLOT_FREE" && wait && html`<p><a href=${`#${wait}`}>${t("home.wait")}</a></p>`}
    </${Refusal}>
    <${Form} submit=${submit} label=${t("home.book-soonest")}>
      <details open=${isOpen} onToggle=${({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>${t("home.times")}</summary>
        ${isOpen && html`<${WishedTimes} values=${before ?? {}} />`}
      </details>
    </${Form}>
  </section>`;
}

// Answers the first doctors, as many as were asked for.
async function findDoctors(fields, count, signal) {
  const found = new Map();
  let cursor;
  do {
    const answer = await list_doctors({ ...fields, limit: Math.min(count - found.size, MOST), cursor }, { signal });
    for (const doctor of answer.doctors) found.set(doctor.id, doctor);
    cursor = answer.next_cursor;
  } while (cursor && found.size < count);
  return { doctors: [...found.values()], hasMore: Boolean(cursor) };
}

function Found({ wish, service }) {
  const { field, name, kind } = wish;
  const fields = {
    specialization: field || undefined,
    search: name || undefined,
    service_id: kind || undefined,
    free_first: true,
  };
  const asked = JSON.stringify(wish);
  // How many are shown of what was asked for, and which ones were there when more were asked for.
  const shown = useRef({ asked, count: PAGE, before: null });
  if (shown.current.asked !== asked) shown.current = { asked, count: PAGE, before: null };
  const { answer, problem, reload } = useAnswer((signal) => findDoctors(fields, shown.current.count, signal), [asked]);
  const [isBusy, setBusy] = useState(false);
  const gone = useSoonest(answer?.doctors ?? null, service?.minutes ?? 0, reload);
  const list = useRef();
  const told = useRef({ asked: null, times: null });
  const none = t(field || name || kind ? "home.nobody" : "home.nobody-yet");
  const focused = document.activeElement?.closest?.(".doctors a")?.getAttribute("href");

  // A doctor who changes places takes the focus along.
  useLayoutEffect(() => {
    if (!focused || document.activeElement !== document.body) return;
    const links = [...list.current.querySelectorAll("a")];
    (links.find((link) => link.getAttribute("href") === focused) ?? links[0])?.focus();
  }, [answer]);

  useEffect(() => {
    if (!answer) return;
    const times = timesOf(answer.doctors);
    if (told.current.asked && told.current.asked !== asked) announce(wordsFor(answer, none));
    else if (told.current.times && told.current.times !== times && !shown.current.before) announce(t("home.changed"));
    told.current = { asked, times };
    const { before } = shown.current;
    const first = before && answer.doctors.find(({ id }) => !before.has(id));
    if (first) list.current.querySelector(`[href="#${linkOf(first, kind)}"]`).focus();
    shown.current.before = null;
  }, [answer]);

  async function showMore() {
    setBusy(true);
    shown.current.count += PAGE;
    shown.current.before = new Set(answer.doctors.map(({ id }) => id));
    await reload();
    setBusy(false);
  }

  return html`<h2>${t("home.found")}</h2>
    ${!answer && !problem && html`<p class="reading">${t("answer.reading")}</p>`}
    ${answer && !answer.doctors.length && html`<p>${none}</p>`}
    <ul class="doctors" ref=${list}>
      ${answer?.doctors.map(
        (doctor) => html`<${Doctor}
          key=${doctor.id}
          doctor=${doctor}
          service=${service}
          kind=${kind}
          isGone=${gone.has(doctor.id)}
        />`,
      )}
    </ul>
    <${Refusal} problem=${problem} retry=${reload} />
    ${answer?.hasMore && html`<${Button} isBusy=${isBusy} onClick=${showMore}>${t("home.more")}</${Button}>`}`;
}

function timesOf(doctors) {
  return doctors.map(({ id, next_available_at: time }) => `${id} ${time}`).join();
}

function wordsFor({ doctors, hasMore }, none) {
  if (!doctors.length) return none;
  return hasMore ? t("home.found-many", { count: doctors.length }) : t("home.found-all", { count: doctors.length });
}

function linkOf({ id }, kind) {
  return address(`/doctors/${id}`, { kind });
}

// isGone: the time is not free any more, and the next one is not known yet.
function Doctor({ doctor, service, kind, isGone }) {
  const free = isGone ? null : doctor.next_available_at;
  return html`<li class="card">
    <h3><a href=${`#${linkOf(doctor, kind)}`}>${doctor.name}</a></h3>
    <p class="about">${doctor.specialization} · ${feeOf(doctor, service)}</p>
    <p class=${free ? "free" : "hint"}>
      ${free ? t("home.free", { time: formatMoment(free) }) : t(isGone ? "home.gone" : "home.not-free")}
    </p>
  </li>`;
}
