// Bookings of several patients or doctors; each can be opened.

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { ownZone, t } from "../text.js";
import { DeskAppointment } from "./desk-appointment.js";
import { Dialog } from "./dialog.js";
import { useDoctors } from "./use-doctors.js";
import { WhenThere } from "./when-there.js";

const STATUS = {
  PENDING: "booking-list.pending",
  CONFIRMED: "booking-list.confirmed",
  CANCELLED: "booking-list.cancelled",
  FAILED: "booking-list.failed",
  COMPLETED: "booking-list.completed",
  NO_SHOW: "booking-list.no-show",
};

// Contacts: whether it shows whom to call. changed: is called when a booking has changed.
export function BookingList({ bookings, hasContacts = false, changed }) {
  const [chosen, choose] = useState(null);
  const doctors = useDoctors(bookings.map(({ doctor_id }) => doctor_id));
  if (!doctors) return null;
  const zoneOf = ({ doctor_id }) => doctors.get(doctor_id)?.time_zone ?? ownZone;
  return html`<ul class="bookings">
      ${bookings.map(
        (booking) => html`<li key=${booking.id}>
          <p class="who">${hasContacts ? booking.patient_name : booking.doctor_name}</p>
          ${hasContacts &&
          html`<p class="contacts">
            ${booking.patient_phone && html`<a class="contact" href=${`tel:${booking.patient_phone}`}>${booking.patient_phone}</a>`}
            ${booking.patient_email && html`<a class="contact" href=${`mailto:${booking.patient_email}`}>${booking.patient_email}</a>`}
            ${!booking.patient_phone && !booking.patient_email && t("booking-list.no-contact")}
          </p>`}
          <p>
            ${hasContacts && html`${booking.doctor_name}<br />`}
            <${WhenThere} start=${booking.start_time} end=${booking.end_time} zone=${zoneOf(booking)} />
          </p>
          <p class="about">${[booking.service_name, t(STATUS[booking.status])].filter(Boolean).join(" · ")}</p>
          <p>
            <button type="button" class="button plain" onClick=${() => choose(booking)}>
              ${t("booking-list.open")}<span class="unseen"> ${booking.patient_name}, <${WhenThere} start=${booking.start_time} end=${booking.end_time} zone=${zoneOf(booking)} /></span>
            </button>
          </p>
        </li>`,
      )}
    </ul>
    ${chosen &&
    html`<${Dialog} title=${chosen.patient_name} close=${() => choose(null)}>
      <${DeskAppointment} booking=${chosen} zone=${zoneOf(chosen)} changed=${changed} />
    </${Dialog}>`}`;
}
