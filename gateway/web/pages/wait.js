// Joins the waiting list, for a doctor or for anybody of a field of medicine.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { join_waitlist, list_services } from "../client.js";
import { doctorOf } from "../doctor-of.js";
import { Button } from "../elements/button.js";
import { Choice } from "../elements/choice.js";
import { Field } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { Refusal } from "../elements/refusal.js";
import { isForPatients } from "../elements/services.js";
import { useAnswer } from "../elements/use-answer.js";
import { dayOf, startOf } from "../days.js";
import { address, useQuery } from "../router.js";
import { locale, t } from "../text.js";

export const title = "wait.title";
export const needs = "user";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
// The first of January 2024 was a Monday.
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
const nameOf = (day) => weekday.format(new Date(Date.UTC(2024, 0, day)));

async function load(doctorId, signal) {
  const [{ services }, doctor] = await Promise.all([
    list_services({}, { signal }),
    doctorId ? doctorOf(doctorId, signal) : null,
  ]);
  return { doctor, services: services.filter(isForPatients) };
}

export function Page() {
  const query = useQuery();
  const doctorId = query.get("doctor_id");
  const specialization = query.get("specialization");
  const { answer, problem, reload } = useAnswer((signal) => load(doctorId, signal), [doctorId]);
  const [joined, setJoined] = useState(null);
  const heading = useRef();
  useEffect(() => {
    if (joined) heading.current.focus();
  }, [joined]);

  const kind = query.get("kind");
  const back = doctorId ? address(`/doctors/${doctorId}`, { kind }) : address("/", { field: specialization, kind });
  return html`<h1 ref=${heading} tabindex="-1">
      ${joined ? t("wait.joined", { position: joined.position }) : t("wait.title")}
    </h1>
    ${!answer && !problem && html`<p>${t("answer.reading")}</p>`}
    <${Refusal} problem=${problem} retry=${reload} />
    ${joined && html`<p>${t("wait.next")}</p>
      <div class="actions"><a class="button primary" href="#/appointments">${t("wait.appointments")}</a></div>`}
    ${answer && !joined && html`<${Wish} ...${answer} specialization=${specialization} kind=${kind} join=${setJoined} />
      <p><a href=${`#${back}`}>${t("wait.back")}</a></p>`}`;
}

function Wish({ doctor, specialization, services, kind, join }) {
  const [service, setService] = useState(kind ?? "");
  const [weekdays, setWeekdays] = useState([]);
  const [first, setFirst] = useState({ from: dayOf(Date.now()), earliest: "00:00" });
  const begin = (event) => setFirst({ ...first, [event.target.name]: event.target.value || undefined });
  const isWanted = (day) => weekdays.includes(day);

  function toggle(day) {
    setWeekdays(isWanted(day) ? weekdays.filter((each) => each !== day) : [...weekdays, day].sort());
  }

  async function submit({ service_id, from, to, earliest, latest }) {
    const { waitlist } = await join_waitlist({
      doctor_id: doctor?.id,
      specialization: doctor ? undefined : specialization,
      service_id: service_id || undefined,
      from: from ? startOf(from).toISOString() : undefined,
      to: to ? startOf(to, 1).toISOString() : undefined,
      weekdays: weekdays.length ? weekdays : undefined,
      earliest: earliest || undefined,
      latest: latest || undefined,
    });
    join(waitlist);
  }

  return html`<p>${t("wait.intro", { whom: doctor?.name ?? specialization })}</p>
    <${Form} submit=${submit} label=${t("wait.submit")}>
      <${Choice}
        name="service_id"
        label=${t("wait.kind")}
        value=${service}
        choose=${setService}
        options=${[["", t("wait.any-kind")], ...services.map(({ id, name }) => [id, name])]}
      />
      <div class="pair">
        <${Field} name="from" type="date" min=${dayOf(Date.now())} label=${t("wait.from")} onInput=${begin} />
        <${Field} name="to" type="date" min=${first.from} label=${t("wait.to")} />
      </div>
      <fieldset class="weekdays">
        <legend>
          <span class="label">${t("wait.weekdays")}</span> <span class="optional">(${t("field.optional")})</span>
        </legend>
        ${WEEKDAYS.map(
          (day) => html`<${Button} aria-pressed=${isWanted(day)} onClick=${() => toggle(day)}>${nameOf(day)}</${Button}>`,
        )}
      </fieldset>
      <div class="pair">
        <${Field}
          name="earliest"
          type="time"
          label=${t("wait.earliest")}
          hint=${t("wait.clock")}
          onInput=${begin}
        />
        <${Field} name="latest" type="time" min=${first.earliest} label=${t("wait.latest")} hint=${t("wait.clock")} />
      </div>
    </${Form}>`;
}
