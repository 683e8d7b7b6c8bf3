// Joins the waiting list, for a doctor or for anybody of a field of medicine.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { join_waitlist, list_services } from "../client.js";
import { doctorOf } from "../doctor-of.js";
import { Choice } from "../elements/choice.js";
import { Form } from "../elements/form.js";
import { Refusal } from "../elements/refusal.js";
import { isForPatients } from "../elements/services.js";
import { useAnswer } from "../elements/use-answer.js";
import { readTimes, WishedTimes } from "../elements/wished-times.js";
import { address, useQuery } from "../router.js";
import { t } from "../text.js";

export const title = "wait.title";
export const needs = "user";

async function load(doctorId, signal) {
  const [{ services }, doctor] = await Promise.all([
    list_services({}, { signal }),
    doctorId ? doctorOf(doctorId) : null,
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
    ${answer && !joined && html`${(doctorId || specialization) && html`<${Wish}
        ...${answer}
        specialization=${specialization}
        kind=${kind}
        times=${Object.fromEntries(query)}
        join=${setJoined}
      />`}
      <p><a href=${`#${back}`}>${t("wait.back")}</a></p>`}`;
}

function Wish({ doctor, specialization, services, kind, times, join }) {
  const [service, setService] = useState(kind ?? "");

  async function submit({ service_id, ...values }) {
    const { waitlist } = await join_waitlist({
      doctor_id: doctor?.id,
      specialization: doctor ? undefined : specialization,
      service_id: service_id || undefined,
      ...readTimes(values),
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
      <${WishedTimes} values=${times} />
    </${Form}>`;
}
