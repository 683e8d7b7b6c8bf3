import { html } from "htm/preact";
import { useId, useState } from "preact/hooks";

import { get_doctor, list_clinic_time_off, list_time_off } from "../../client.js";
import { readAll } from "../../read-all.js";
import { AgendaState } from "../../elements/agenda-state.js";
import { DayPicker } from "../../elements/day-picker.js";
import { Errand } from "../../elements/errand.js";
import { Refusal } from "../../elements/refusal.js";
import { SlotDialog } from "../../elements/slot-dialog.js";
import { SlotList } from "../../elements/slot-list.js";
import { useAgenda } from "../../elements/use-agenda.js";
import { useAnswer } from "../../elements/use-answer.js";
import { useNow } from "../../elements/use-now.js";
import { placeOf } from "../../elements/when.js";
import { useQuery } from "../../router.js";
import { formatShortDay, formatTime, ownZone, t } from "../../text.js";
import { addDays, dayIn, isDay, mondayOf, startIn } from "../../zones.js";

export const title = "week.title";
export const needs = "admin";

const WEEK = [0, 1, 2, 3, 4, 5, 6];

async function readTimesOff(doctorId, signal) {
  const [own, clinic] = await Promise.all([
    readAll(list_time_off, { doctor_id: doctorId }, "time_off", { signal }),
    readAll(list_clinic_time_off, {}, "time_off", { signal }),
  ]);
  return [...own, ...clinic];
}

function isOn({ from, to, from_date: first, to_date: last }, day, zone) {
  if (first) return first <= day && day <= last;
  return Date.parse(from) < startIn(addDays(day, 1), zone) && Date.parse(to) > startIn(day, zone);
}

// The times off of a day. What is longer than the day is told as all of it.
function TimesOff({ times, day, zone }) {
  const begin = startIn(day, zone);
  const end = startIn(addDays(day, 1), zone);
  return times
    .filter((time) => isOn(time, day, zone))
    .map(({ id, from, to, reason, doctor_id: doctorId }) => {
      const isWhole = !from || (Date.parse(from) <= begin && Date.parse(to) >= end);
      const what = t(doctorId ? "week.off" : "week.closed");
      const when = isWhole ? t("week.whole-day") : `${formatTime(Math.max(Date.parse(from), begin), zone)}–${formatTime(Math.min(Date.parse(to), end), zone)}`;
      return html`<p class="off" key=${id}>${what}: ${when}${reason && html`<br /><span class="about">${reason}</span>`}</p>`;
    });
}

function Day({ doctor, day, items, times, now, choose }) {
  const id = useId();
  const zone = doctor.time_zone;
  const isToday = dayIn(now, zone) === day;
  const name = formatShortDay(`${day}T12:00Z`, "UTC");
  return html`<section class=${isToday ? "column today" : "column"} aria-labelledby=${id}>
    <h2 id=${id}>
      <a href=${`#/?${new URLSearchParams({ day, name: doctor.name })}`}>
        ${name}
      </a>
      ${isToday && html` <span class="badge">${t("day.today")}</span>`}
    </h2>
    <${TimesOff} times=${times} day=${day} zone=${zone} />
    <${SlotList} items=${items} zone=${zone} now=${now} isToday=${isToday} choose=${choose} label=${t("week.times", { day: name })} />
  </section>`;
}

function Week({ doctor, agenda, monday, times }) {
  const now = useNow();
  const [chosen, choose] = useState(null);
  const items = agenda.itemsOf(doctor.id);
  const of = (day) => items.filter(({ start_time }) => dayIn(start_time, doctor.time_zone) === day);
  return html`<${AgendaState} agenda=${agenda} />
    ${items &&
    html`<div class="columns week">
      ${WEEK.map((n) => addDays(monday, n)).map(
        (day) => html`<${Day}
          key=${day}
          doctor=${doctor}
          day=${day}
          items=${of(day)}
          times=${times}
          now=${now}
          choose=${choose}
        />`,
      )}
    </div>`}
    ${chosen &&
    html`<${SlotDialog}
      item=${chosen}
      current=${items.find(({ id }) => id === chosen.id)}
      doctor=${doctor}
      changed=${() => agenda.refresh(doctor.id)}
      close=${() => choose(null)}
    />`}`;
}

export function Page({ id }) {
  const given = useQuery().get("day") ?? "";
  const { answer, problem, reload } = useAnswer((signal) => get_doctor({ doctor_id: id }, { signal }), [id]);
  const off = useAnswer((signal) => readTimesOff(id, signal), [id]);
  const doctor = answer?.doctor;
  const today = dayIn(Date.now(), doctor?.time_zone ?? ownZone);
  const day = isDay(given) ? given : today;
  const monday = mondayOf(day);
  const agenda = useAgenda(doctor && [doctor], monday, addDays(monday, 6));
  return html`<h1>${doctor ? t("week.of", { name: doctor.name }) : t("week.title")}</h1>
    <${Errand} />
    <${DayPicker}
      day=${day}
      today=${today}
      step=${7}
      path=${(other) => `/doctors/${id}/week?day=${other}`}
      words=${[t("week.before"), t("week.this"), t("week.after")]}
    />
    <${Refusal} problem=${problem ?? off.problem} retry=${() => Promise.all([reload(), off.reload()])} />
    ${doctor &&
    html`<p class="hint">
      ${doctor.specialization} · ${t("week.clock", { place: placeOf(doctor.time_zone) })}
      ${doctor.time_zone !== ownZone && html` ${t("week.yours", { place: placeOf(ownZone) })}`}
    </p>`}
    ${agenda && doctor && html`<${Week} doctor=${doctor} agenda=${agenda} monday=${monday} times=${off.answer ?? []} />`}`;
}
