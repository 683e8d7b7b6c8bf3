// Kinds of visit, as patients choose them.

import { formatAmount, t } from "../text.js";

// Who books it: the clinic alone books some.
export function isForPatients({ bookable_by }) {
  return bookable_by !== "ADMINISTRATORS";
}

// Returns what a visit costs with a doctor. service: undefined if none is named.
export function feeOf(doctor, service) {
  return formatAmount(service?.fee ?? doctor.fee, service?.currency ?? doctor.currency);
}

// Returns what a patient should know of a kind of visit.
export function aboutService(service) {
  const known = service?.bookable_by === "KNOWN_PATIENTS" && t("services.known");
  return [service?.description, known].filter(Boolean).join(" – ");
}
