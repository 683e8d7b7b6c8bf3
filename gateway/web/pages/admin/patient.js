import { html } from "htm/preact";

import { readAll } from "../../agenda.js";
import { list_all_bookings } from "../../client.js";
import { BookingList } from "../../elements/booking-list.js";
import { Button } from "../../elements/button.js";
import { errand } from "../../elements/errand.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { usePerson } from "../../elements/use-person.js";
import { go } from "../../router.js";
import { t } from "../../text.js";

export const title = "patient.title";
export const needs = "admin";

const LIVE = ["PENDING", "CONFIRMED"];

function isToCome({ status, end_time }) {
  return LIVE.includes(status) && Date.parse(end_time) > Date.now();
}

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer(
    (signal) => readAll(list_all_bookings, { patient_id: id }, "bookings", { signal }),
    [id],
  );
  const { person: patient, problem: refused, reload: again } = usePerson(id);
  const toCome = answer?.filter(isToCome);
  const others = answer?.filter((booking) => !isToCome(booking)).reverse();

  function book() {
    errand.value = { patient };
    go("/");
  }

  return html`<h1>${patient?.name ?? t("patient.title")}</h1>
    <p class="contacts">
      ${patient?.phone && html`<a class="contact" href=${`tel:${patient.phone}`}>${patient.phone}</a>`}
      ${patient?.email && html`<a class="contact" href=${`mailto:${patient.email}`}>${patient.email}</a>`}
    </p>
    ${patient &&
    html`<div class="actions">
      <${Button} kind="primary" onClick=${book}>${t("patient.book")}</${Button}>
      <a class="button plain" href=${`#/waiting?patient=${id}`}>${t("patient.wait")}</a>
    </div>`}
    <${Refusal} problem=${refused ?? problem} retry=${refused ? again : reload} />
    ${toCome && html`<h2>${t("patient.to-come")}</h2>`}
    ${toCome?.length === 0 && html`<p>${t("patient.nothing")}</p>`}
    ${toCome?.length > 0 && html`<${BookingList} bookings=${toCome} changed=${reload} />`}
    ${others?.length > 0 && html`<h2>${t("patient.others")}</h2>
      <${BookingList} bookings=${others} changed=${reload} />`}`;
}
