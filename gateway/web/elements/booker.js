// Books a free time for a patient.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { book_for_patient, confirm_booking, list_services } from "../client.js";
import { t } from "../text.js";
import { Button } from "./button.js";
import { Check, Select } from "./field.js";
import { Form } from "./form.js";
import { useOverride } from "./override.js";
import { PatientPicker } from "./patient-picker.js";
import { useAnswer } from "./use-answer.js";

// The kinds of visit that a slot is for, as options.
function optionsOf(services, { service_ids }) {
  const suitable = services.filter(({ id }) => !service_ids || service_ids.includes(id));
  const options = suitable.map(({ id, name, minutes }) => [id, t("booker.service", { name, count: minutes })]);
  return service_ids ? options : [["", t("booker.any")], ...options];
}

function Details({ slot, patient, isWalkIn, done, change }) {
  const heading = useRef();
  const services = useAnswer((signal) => list_services({}, { signal })).answer?.services;
  const [attempt, reason] = useOverride(patient.name);
  useEffect(() => heading.current.focus(), []);

  async function submit({ service_id, reason: why, is_confirmed }) {
    const { booking } = await attempt(() =>
      book_for_patient({ patient_id: patient.id, slot_id: slot.id, service_id: service_id || undefined, reason: why }),
    );
    const isConfirmed = isWalkIn || is_confirmed === "on";
    if (isConfirmed) await confirm_booking({ booking_id: booking.id });
    done(t(isConfirmed ? "booker.booked" : "booker.held", { name: patient.name }));
  }

  return html`<h3 ref=${heading} tabindex="-1">${patient.name}</h3>
    <p>
      <span class="about">${[patient.phone, patient.email].filter(Boolean).join(" · ")}</span>
      ${change && html` <${Button} onClick=${change}>${t("booker.change")}</${Button}>`}
    </p>
    <${Form} submit=${submit} label=${t(isWalkIn ? "booker.walk-in" : "booker.submit")}>
      ${services?.length > 0 &&
      html`<${Select} name="service_id" label=${t("booker.kind")} options=${optionsOf(services, slot)} />`}
      ${!isWalkIn && html`<${Check} name="is_confirmed" label=${t("booker.confirm")} isChecked=${true} />`}
      ${reason}
    </${Form}>`;
}

// slot: the free one. isWalkIn: it has begun; then it is confirmed at once. done: gets what to say. children: what else
// can be done as long as no patient is chosen.
export function Booker({ slot, patient, isWalkIn, done, children }) {
  const [chosen, choose] = useState(patient ?? null);
  if (!chosen) return html`<${PatientPicker} choose=${choose} />${children}`;
  const change = patient ? null : () => choose(null);
  return html`<${Details} slot=${slot} patient=${chosen} isWalkIn=${isWalkIn} done=${done} change=${change} />`;
}
