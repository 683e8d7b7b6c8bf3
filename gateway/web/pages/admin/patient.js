import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";

import { readAll } from "../../read-all.js";
import { issue_password_reset, list_all_bookings } from "../../client.js";
import { BookingList } from "../../elements/booking-list.js";
import { Button } from "../../elements/button.js";
import { errand } from "../../elements/errand.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { usePerson } from "../../elements/use-person.js";
import { useWork } from "../../elements/use-work.js";
import { go } from "../../router.js";
import { t } from "../../text.js";

export const title = "patient.title";
export const needs = "admin";

const LIVE = ["PENDING", "CONFIRMED"];

function isToCome({ status, end_time }) {
  return LIVE.includes(status) && Date.parse(end_time) > Date.now();
}

// Helps somebody who has forgotten the password, and gets no mails.
function SignIn({ patient }) {
  const work = useWork();
  const told = useRef();
  useEffect(() => told.current?.focus(), [work.answer]);
  const issue = () => work.run(() => issue_password_reset({ patient_id: patient.id }));

  return html`<h2>${t("patient.sign-in")}</h2>
    <p>${t("patient.code-about")}</p>
    <${Refusal} problem=${work.problem} />
    ${work.answer &&
    html`<div class="done">
      <p ref=${told} tabindex="-1">${t("patient.code-told", { name: patient.name })}</p>
      <p><code class="secret">${work.answer.code}</code></p>
    </div>`}
    <p><${Button} isBusy=${work.isBusy} onClick=${issue}>${t("patient.code")}</${Button}></p>`;
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
      <${BookingList} bookings=${others} changed=${reload} />`}
    ${patient?.email && html`<${SignIn} key=${id} patient=${patient} />`}`;
}
