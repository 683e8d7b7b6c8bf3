// What several pages say of a booking.

import { html } from "htm/preact";

import { formatDay, formatMoment, formatTime, ownZone, t } from "../text.js";

const STATUS = {
  CONFIRMED: "appointment.confirmed",
  FAILED: "appointment.failed",
  COMPLETED: "appointment.completed",
  NO_SHOW: "appointment.no-show",
};

// Returns a booking whose hold lapses by this machine's clock, which may be wrong.
export function timed(booking) {
  if (booking.expires_in === null) return booking;
  return { ...booking, expires_at: new Date(Date.now() + booking.expires_in * 1000).toISOString() };
}

// Tells until when a booking is held; null: it is not.
export function heldUntil({ status, expires_at }) {
  return status === "PENDING" && Date.parse(expires_at) > Date.now() ? expires_at : null;
}

export function isToCome({ status, end_time }) {
  return status === "CONFIRMED" && Date.parse(end_time) > Date.now();
}

// Returns a time of today, or the day too.
function formatSoon(instant) {
  return formatDay(instant) === formatDay(Date.now()) ? formatTime(instant) : formatMoment(instant);
}

export function formatStatus(booking) {
  const until = heldUntil(booking);
  if (until) return t(booking.origin === "OFFER" ? "appointment.offered" : "appointment.held", { time: formatSoon(until) });
  if (booking.status === "PENDING") return t("appointment.failed");
  if (booking.status === "CONFIRMED" && !isToCome(booking)) return t("appointment.over");
  if (booking.status !== "CANCELLED") return t(STATUS[booking.status]);
  if (booking.rescheduled_to) return t("appointment.moved");
  return t(booking.ended_by === "CLINIC" ? "appointment.cancelled-by-clinic" : "appointment.cancelled");
}

// When it begins and ends, on the clock of a zone.
export function Times({ booking, zone = ownZone }) {
  const { start_time, end_time } = booking;
  return html`<time datetime=${start_time}>
    ${formatDay(start_time, zone)}, ${formatTime(start_time, zone)}–${formatTime(end_time, zone)}
  </time>`;
}

// As of when the page is, and that the network is gone. isOld: it is what was kept.
export function AsOf({ at, isOld }) {
  const words = isOld ? "appointment.offline" : "appointment.as-of";
  return html`<p class=${isOld ? "as-of old" : "as-of"} role=${isOld ? "status" : undefined}>
    ${at ? t(words, { moment: formatMoment(at) }) : t("appointment.loading")}
  </p>`;
}
