import { html } from "htm/preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { list_doctors, list_specializations } from "../../client.js";
import { AgendaState } from "../../elements/agenda-state.js";
import { announce } from "../../elements/announcer.js";
import { Button } from "../../elements/button.js";
import { DayPicker } from "../../elements/day-picker.js";
import { Errand } from "../../elements/errand.js";
import { Refusal } from "../../elements/refusal.js";
import { SlotDialog } from "../../elements/slot-dialog.js";
import { isForWalkIn, SlotList } from "../../elements/slot-list.js";
import { useAgenda } from "../../elements/use-agenda.js";
import { useAnswer } from "../../elements/use-answer.js";
import { useNow } from "../../elements/use-now.js";
import { isElsewhere, placeOf } from "../../elements/when.js";
import { go, useQuery } from "../../router.js";
import { formatDay, ownZone, t } from "../../text.js";
import { dayIn, isDay } from "../../zones.js";

export const title = "day.title";
export const needs = "admin";

// Of doctors at once.
const LIMIT = 6;

// What the address says: the day, and which doctors. The day is today if it is none.
function read(query) {
  const given = query.get("day") ?? "";
  return {
    day: isDay(given) ? given : dayIn(Date.now(), ownZone),
    field: query.get("field") ?? "",
    name: query.get("name") ?? "",
    cursor: query.get("cursor") ?? "",
  };
}

function pathOf(asked) {
  const given = Object.entries(asked).filter(([, value]) => value);
  return `/?${new URLSearchParams(given)}`;
}

function Filter({ asked, fields }) {
  const id = useId();
  const name = useRef();
  const change = (changes) => go(pathOf({ ...asked, cursor: "", ...changes }));

  // As an attribute it would replace what is being typed, whenever the page is drawn.
  useEffect(() => {
    name.current.value = asked.name;
  }, [asked.name]);

  return html`<div class="filter" role="group" aria-label=${t("day.filter")}>
    <div>
      <label for=${`${id}-field`} class="label">${t("day.field")}</label>
      <select id=${`${id}-field`} onChange=${({ target }) => change({ field: target.value })}>
        <option value="" selected=${!asked.field}>${t("day.all-fields")}</option>
        ${fields.map(({ name }) => html`<option value=${name} selected=${name === asked.field}>${name}</option>`)}
      </select>
    </div>
    <div>
      <label for=${`${id}-name`} class="label">${t("day.name")}</label>
      <input
        ref=${name}
        id=${`${id}-name`}
        type="search"
        onChange=${({ target }) => change({ name: target.value.trim() })}
      />
    </div>
  </div>`;
}

function Column({ doctor, agenda, day, now, choose }) {
  const id = useId();
  const items = agenda.itemsOf(doctor.id);
  const { time_zone: zone } = doctor;
  const free = items?.filter(({ booking, slot, end_time }) => !booking && slot.state === "free" && Date.parse(end_time) > now);
  const walkIn = items?.find((item) => isForWalkIn(item, now));
  const isAway = isElsewhere(`${day}T12:00Z`, zone);
  return html`<section class="column" aria-labelledby=${`${id} ${id}-field`}>
    <h2 id=${id}><a href=${`#/doctors/${doctor.id}/week?day=${day}`}>${doctor.name}</a></h2>
    <p class="hint">
      <span id=${`${id}-field`}>${doctor.specialization}</span>
      ${items && html`<br />${t("day.count", { booked: items.filter(({ booking }) => booking).length, free: free.length })}`}
      ${isAway && html`<br />${t("day.clock", { place: placeOf(zone) })}`}
    </p>
    ${walkIn && html`<p><${Button} onClick=${() => choose(walkIn)}>${t("day.walk-in")}</${Button}></p>`}
    ${items &&
    html`<${SlotList}
      items=${items}
      zone=${zone}
      now=${now}
      isToday=${dayIn(now, zone) === day}
      choose=${choose}
      label=${t("day.times", { name: doctor.name })}
    />`}
  </section>`;
}

function Columns({ doctors, agenda, day }) {
  const now = useNow();
  const [chosen, choose] = useState(null);
  const doctor = chosen && doctors.find(({ id }) => id === chosen.slot.doctor_id);
  const current = doctor && agenda.itemsOf(doctor.id)?.find(({ id }) => id === chosen.id);
  return html`<${AgendaState} agenda=${agenda} />
    <div class="columns">
      ${doctors.map(
        (each) => html`<${Column} key=${each.id} doctor=${each} agenda=${agenda} day=${day} now=${now} choose=${choose} />`,
      )}
    </div>
    ${doctor &&
    html`<${SlotDialog}
      item=${chosen}
      current=${current}
      doctor=${doctor}
      changed=${() => agenda.refresh(doctor.id)}
      close=${() => choose(null)}
    />`}`;
}

export function Page() {
  const asked = read(useQuery());
  const { day, field, name, cursor } = asked;
  const today = dayIn(Date.now(), ownZone);
  const words = formatDay(`${day}T12:00Z`, "UTC");
  const isFirst = useRef(true);
  const fields = useAnswer((signal) => list_specializations({}, { signal })).answer?.specializations ?? [];
  const listed = useAnswer(
    (signal) =>
      list_doctors(
        { specialization: field || undefined, search: name || undefined, limit: LIMIT, cursor: cursor || undefined },
        { signal },
      ),
    [field, name, cursor],
  );
  const doctors = listed.answer?.doctors;
  const agenda = useAgenda(doctors, day, day);

  useEffect(() => {
    if (!isFirst.current) announce(words);
    isFirst.current = false;
  }, [day]);

  return html`<h1>${words}${day === today && html` <span class="badge">${t("day.today")}</span>`}</h1>
    <${Errand} />
    <${DayPicker}
      day=${day}
      today=${today}
      step=${1}
      path=${(other) => pathOf({ ...asked, day: other === today ? "" : other })}
      words=${[t("day.before"), t("day.today"), t("day.after")]}
    />
    <${Filter} asked=${asked} fields=${fields} />
    <p class="hint">${t("day.zones")}</p>
    <${Refusal} problem=${listed.problem} retry=${listed.reload} />
    ${doctors?.length === 0 &&
    (field || name
      ? html`<p>${t("day.nobody")}</p>`
      : html`<p>${t("doctors.none-yet")} <a href="#/doctors/new">${t("doctors.new")}</a></p>`)}
    ${agenda && doctors?.length > 0 && html`<${Columns} doctors=${doctors} agenda=${agenda} day=${day} />`}
    ${(cursor || listed.answer?.next_cursor) &&
    html`<nav class="pages" aria-label=${t("day.pages")}>
      ${cursor && html`<a class="button plain" href=${`#${pathOf({ ...asked, cursor: "" })}`}>${t("day.first-doctors")}</a>`}
      ${listed.answer?.next_cursor &&
      html`<a class="button plain" href=${`#${pathOf({ ...asked, cursor: listed.answer.next_cursor })}`}>
        ${t("day.more-doctors")}
      </a>`}
    </nav>`}`;
}
