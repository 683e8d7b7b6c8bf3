// Whose bookings do not fit any more, and how to reach them.

import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";

import { formatMoment, t } from "../text.js";

function Contact({ booking: { patient_phone: phone, patient_email: email } }) {
  if (!phone && !email) return html`<p class="hint">${t("whom-to-call.no-contact")}</p>`;
  return html`<p class="contacts">
    ${phone && html`<a href=${`tel:${phone}`}>${phone}</a>`}
    ${email && html`<a href=${`mailto:${email}`}>${email}</a>`}
  </p>`;
}

// It takes the focus when it is shown. zone: in which times are told; of the reader if it is left out. isOver: the
// bookings were cancelled. Heading: of which level its heading is.
export function WhomToCall({ bookings, zone, isOver = false, Heading = "h3" }) {
  const heading = useRef();
  useEffect(() => heading.current?.focus(), [bookings]);
  if (!bookings.length) return null;
  return html`<section class="whom-to-call">
    <${Heading} ref=${heading} tabindex="-1">${t("whom-to-call.title", { count: bookings.length })}</${Heading}>
    <p>${t(isOver ? "whom-to-call.cancelled" : "whom-to-call.kept")}</p>
    <ul class="rows">
      ${bookings.map(
        (booking) => html`<li key=${booking.id}>
          <p class="what">${booking.patient_name}</p>
          <p>${formatMoment(booking.start_time, zone)}<br />${[booking.doctor_name, booking.service_name].filter(Boolean).join(" · ")}</p>
          <${Contact} booking=${booking} />
          ${!isOver &&
          html`<p>
            <a href=${`#/bookings/${booking.id}`}>
              ${t("whom-to-call.open")}<span class="unseen"> ${booking.patient_name}, ${formatMoment(booking.start_time, zone)}</span>
            </a>
          </p>`}
        </li>`,
      )}
    </ul>
  </section>`;
}
