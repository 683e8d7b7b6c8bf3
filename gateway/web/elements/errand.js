// What an administrator looks for a free time for: it is kept from page to page.

import { signal } from "@preact/signals";
import { html } from "htm/preact";

import { formatMoment, t } from "../text.js";
import { Button } from "./button.js";

// {booking} is to be moved, {patient} is to be booked for; null: neither.
export const errand = signal(null);

export function endErrand() {
  errand.value = null;
}

export function Errand() {
  if (errand.value === null) return null;
  const { booking, patient } = errand.value;
  const text = booking
    ? t("errand.move", { name: booking.patient_name, doctor: booking.doctor_name, moment: formatMoment(booking.start_time, errand.value.zone) })
    : t("errand.book", { name: patient.name });
  return html`<div class="errand" role="status">
    <p>${text}</p>
    <${Button} onClick=${endErrand}>${t("errand.end")}</${Button}>
  </div>`;
}
