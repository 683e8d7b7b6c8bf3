// Leads back to a time that is held for the reader: another one is not held meanwhile, and it lapses.

import { html } from "htm/preact";

import { list_bookings } from "../client.js";
import { user } from "../session.js";
import { formatMoment, t } from "../text.js";
import { useAnswer } from "./use-answer.js";

// reads: a number that is changed to look again.
export function OwnHold({ reads = 0 }) {
  const id = user.value?.id;
  const { answer } = useAnswer(
    async (signal) => (id ? list_bookings({ status: "PENDING", limit: 10 }, { signal }) : { bookings: [] }),
    [id, reads],
  );
  if (!answer?.bookings.length) return null;
  return html`<div class="notice">
    ${answer.bookings.map(
      (held) => html`<p key=${held.id}>
        ${t("own-hold.held", { time: formatMoment(held.start_time), doctor: held.doctor_name })}${" "}
        <a class="go" href=${`#/hold/${held.id}`}>${t("own-hold.confirm")}</a>
      </p>`,
    )}
  </div>`;
}
