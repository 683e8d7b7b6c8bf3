import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { readAll } from "../../read-all.js";
import {
  join_for_patient,
  leave_waitlist,
  list_all_waiting,
  list_doctors,
  list_services,
  list_specializations,
  prioritize_waitlist,
} from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { Button } from "../../elements/button.js";
import { Dialog } from "../../elements/dialog.js";
import { Check, Field, Select } from "../../elements/field.js";
import { Form } from "../../elements/form.js";
import { PatientPicker } from "../../elements/patient-picker.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { usePerson } from "../../elements/use-person.js";
import { useWork } from "../../elements/use-work.js";
import { focusHeading, go, useQuery } from "../../router.js";
import { formatDay, formatList, formatWeekday, ownZone, t } from "../../text.js";
import { startIn } from "../../zones.js";

export const title = "waiting.title";
export const needs = "admin";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

// The bounds of a wish, in words.
function boundsOf({ from, to, weekdays, earliest, latest }) {
  return [
    from && t("waiting.begin", { day: formatDay(from) }),
    to && t("waiting.end", { day: formatDay(Date.parse(to) - 1) }),
    weekdays && formatList(weekdays.map(formatWeekday)),
    earliest && t("waiting.not-before", { time: earliest }),
    latest && t("waiting.not-after", { time: latest }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Leave({ wish, close, left }) {
  const work = useWork();
  const leave = () =>
    work.run(async () => {
      await leave_waitlist({ waitlist_id: wish.id });
      left();
    });
  return html`<${Dialog} title=${t("waiting.leave-title", { name: wish.patient_name })} close=${close}>
    <p>${t(wish.booking_id ? "waiting.leave-offered" : "waiting.leave-about")}</p>
    <${Refusal} problem=${work.problem} />
    <p><${Button} kind="danger" isBusy=${work.isBusy} onClick=${leave}>${t("waiting.leave")}</${Button}></p>
  </${Dialog}>`;
}

function Wish({ wish, changed, leave }) {
  async function submit({ priority }) {
    await prioritize_waitlist({ waitlist_id: wish.id, priority: Number(priority) });
    announce(t("waiting.saved", { name: wish.patient_name }));
    changed();
  }
  const phone = wish.patient_phone;
  const email = wish.patient_email;
  return html`<li>
    <p class="who"><a href=${`#/patients/${wish.patient_id}`}>${wish.patient_name}</a></p>
    <p class="contacts">
      ${phone && html`<a class="contact" href=${`tel:${phone}`}>${phone}</a>`}
      ${email && html`<a class="contact" href=${`mailto:${email}`}>${email}</a>`}
    </p>
    <p>
      ${wish.doctor_name ?? t("waiting.any-of", { field: wish.specialization })}${wish.service_name && ` · ${wish.service_name}`}
      <br /><span class="about">${boundsOf(wish)}</span>
    </p>
    <p class="about">${t("waiting.since", { day: formatDay(wish.created_at), count: wish.position })}</p>
    ${wish.booking_id && html`<p><a class="way" href=${`#/bookings/${wish.booking_id}`}>${t("waiting.offered")}</a></p>`}
    <div class="priority" role="group" aria-label=${t("waiting.priority-of", { name: wish.patient_name })}>
      <${Form} submit=${submit} label=${t("waiting.save")}>
        <${Field}
          name="priority"
          label=${t("waiting.priority")}
          type="number"
          min="-100"
          max="100"
          step="1"
          defaultValue=${wish.priority}
          required
        />
      </${Form}>
    </div>
    <p>
      <${Button} onClick=${leave}>
        ${t("waiting.leave")}<span class="unseen"> ${wish.patient_name}</span>
      </${Button}>
    </p>
  </li>`;
}

function Wishing({ patient, fields, done }) {
  const heading = useRef();
  const [field, setField] = useState(fields[0]?.name);
  const services = useAnswer((signal) => list_services({}, { signal })).answer?.services ?? [];
  const doctors =
    useAnswer((signal) => readAll(list_doctors, { specialization: field }, "doctors", { signal }), [field]).answer ?? [];
  useEffect(() => heading.current.focus(), []);

  async function submit({ specialization, doctor_id, service_id, from, to, earliest, latest, ...checks }) {
    const zone = doctors.find(({ id }) => id === doctor_id)?.time_zone ?? ownZone;
    const weekdays = WEEKDAYS.filter((number) => checks[`weekday-${number}`]);
    await join_for_patient({
      patient_id: patient.id,
      ...(doctor_id ? { doctor_id } : { specialization }),
      service_id: service_id || undefined,
      from: from ? startIn(from, zone).toISOString() : undefined,
      to: to ? startIn(to, zone).toISOString() : undefined,
      weekdays: weekdays.length ? weekdays : undefined,
      earliest: earliest || undefined,
      latest: latest || undefined,
    });
    done(t("waiting.joined", { name: patient.name }));
  }

  return html`<h3 ref=${heading} tabindex="-1">${patient.name}</h3>
    <${Form} submit=${submit} label=${t("waiting.join")}>
      <div onChange=${({ target }) => target.name === "specialization" && setField(target.value)}>
        <${Select} name="specialization" label=${t("waiting.field")} options=${fields.map(({ name }) => [name, name])} value=${field} />
      </div>
      <${Select}
        key=${field}
        name="doctor_id"
        label=${t("waiting.doctor")}
        options=${[["", t("waiting.any-doctor")], ...doctors.map(({ id, name }) => [id, name])]}
      />
      ${services.length > 0 &&
      html`<${Select}
        name="service_id"
        label=${t("booker.kind")}
        options=${[["", t("booker.any")], ...services.map(({ id, name }) => [id, name])]}
      />`}
      <${Field} name=from label=${t("waiting.first-day")} type="date" />
      <${Field} name=to label=${t("waiting.end-day")} type="date" />
      <${Field} name="earliest" label=${t("waiting.earliest")} type="time" />
      <${Field} name="latest" label=${t("waiting.latest")} type="time" />
      <fieldset>
        <legend class="label">${t("waiting.weekdays")}</legend>
        ${WEEKDAYS.map((number) => html`<${Check} name=${`weekday-${number}`} label=${formatWeekday(number)} />`)}
      </fieldset>
    </${Form}>`;
}

function Joiner({ patient, fields, done, close }) {
  const [chosen, choose] = useState(patient);
  return html`<${Dialog} title=${t("waiting.add")} close=${close}>
    ${chosen
      ? html`<${Wishing} patient=${chosen} fields=${fields} done=${done} />`
      : html`<${PatientPicker} choose=${choose} />`}
  </${Dialog}>`;
}

export function Page() {
  const patientId = useQuery().get("patient");
  const [isAdding, setAdding] = useState(patientId !== null);
  const [leaving, setLeaving] = useState(null);
  const { person, problem: refused, reload: again } = usePerson(patientId);
  const fields = useAnswer((signal) => list_specializations({}, { signal })).answer?.specializations;
  const { answer, problem, reload } = useAnswer((signal) => readAll(list_all_waiting, {}, "waitlist", { signal }));

  function close() {
    setAdding(false);
    if (patientId) go("/waiting", { isReplaced: true });
  }
  function done(words) {
    announce(words);
    close();
    reload();
  }

  // The wish goes, and with it the button that had the focus.
  async function left() {
    announce(t("waiting.left", { name: leaving.patient_name }));
    setLeaving(null);
    await reload();
    focusHeading();
  }

  return html`<h1>${t("waiting.title")}</h1>
    <p>${t("waiting.about")}</p>
    <p><${Button} kind="primary" onClick=${() => setAdding(true)}>${t("waiting.add")}</${Button}></p>
    <${Refusal} problem=${refused ?? problem} retry=${refused ? again : reload} />
    ${answer?.length === 0 && html`<p role="status">${t("waiting.nobody")}</p>`}
    ${answer?.length > 0 &&
    html`<ol class="bookings">
      ${answer.map((wish) => html`<${Wish} key=${wish.id} wish=${wish} changed=${reload} leave=${() => setLeaving(wish)} />`)}
    </ol>`}
    ${leaving && html`<${Leave} wish=${leaving} close=${() => setLeaving(null)} left=${left} />`}
    ${isAdding &&
    fields &&
    (!patientId || person) &&
    html`<${Joiner} patient=${person} fields=${fields} done=${done} close=${close} />`}`;
}
