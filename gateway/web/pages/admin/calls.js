import { html } from "htm/preact";

import { readAll } from "../../read-all.js";
import { list_affected } from "../../client.js";
import { BookingList } from "../../elements/booking-list.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { t } from "../../text.js";

export const title = "calls.title";
export const needs = "admin";

export function Page() {
  const { answer, problem, reload } = useAnswer((signal) => readAll(list_affected, {}, "bookings", { signal }));
  return html`<h1>${t("calls.title")}</h1>
    <p>${t("calls.about")}</p>
    <${Refusal} problem=${problem} retry=${reload} />
    ${answer?.length === 0 && html`<p role="status">${t("calls.nobody")}</p>`}
    ${answer?.length > 0 && html`<${BookingList} bookings=${answer} hasContacts=${true} changed=${reload} />`}`;
}
