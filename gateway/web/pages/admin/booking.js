import { html } from "htm/preact";

import { get_patient_booking } from "../../client.js";
import { DeskAppointment } from "../../elements/desk-appointment.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { useDoctors } from "../../elements/use-doctors.js";
import { ownZone, t } from "../../text.js";

export const title = "booking.title";
export const needs = "admin";

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer((signal) => get_patient_booking({ booking_id: id }, { signal }), [id]);
  const booking = answer?.booking;
  const doctors = useDoctors(booking ? [booking.doctor_id] : []);
  const zone = booking && doctors?.has(booking.doctor_id) && (doctors.get(booking.doctor_id)?.time_zone ?? ownZone);
  return html`<h1>${booking ? t("booking.of", { name: booking.patient_name }) : t("booking.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${zone && html`<${DeskAppointment} booking=${booking} zone=${zone} changed=${reload} />`}`;
}
