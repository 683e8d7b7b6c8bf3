import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { add_time_off, get_doctor, list_time_off, reinstate_doctor, retire_doctor } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { Button } from "../../elements/button.js";
import { Dialog } from "../../elements/dialog.js";
import { HoursEditor } from "../../elements/hours-editor.js";
import { Leave } from "../../elements/leave.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { usePages } from "../../elements/use-pages.js";
import { useWork } from "../../elements/use-work.js";
import { WhomToCall } from "../../elements/whom-to-call.js";
import { formatAmount, t } from "../../text.js";

export const title = "admin-doctor.title";
export const needs = "admin";

// How many of a doctor's times off are read at once.
const LIMIT = 100;

function Facts({ doctor }) {
  return html`<dl class="about-doctor">
      <div><dt>${t("admin-doctor.specialization")}</dt><dd>${doctor.specialization}</dd></div>
      <div><dt>${t("admin-doctor.experience")}</dt><dd>${t("admin-doctor.years", { count: doctor.experience_years })}</dd></div>
      <div><dt>${t("admin-doctor.fee")}</dt><dd>${formatAmount(doctor.fee, doctor.currency)}</dd></div>
      <div><dt>${t("admin-doctor.zone")}</dt><dd>${doctor.time_zone}</dd></div>
    </dl>
    <p class="actions">
      <a class="button" href=${`#/doctors/${doctor.id}/edit`}>${t("admin-doctor.edit")}</a>
      <a class="button" href=${`#/doctors/${doctor.id}/week`}>${t("admin-doctor.week")}</a>
      <a class="button" href=${`#/statistics?doctor=${doctor.id}`}>${t("admin-doctor.statistics")}</a>
    </p>`;
}

function Away({ doctor }) {
  const list = usePages(
    (page, options) => list_time_off({ doctor_id: doctor.id, limit: LIMIT, ...page }, options),
    "time_off",
    [doctor.id],
  );
  const add = (fields) => add_time_off({ doctor_id: doctor.id, ...fields });
  return html`<${Leave} list=${list} add=${add} zone=${doctor.time_zone} />`;
}

// Asks before a doctor is retired, and again if there are bookings to come.
function Retirement({ doctor, done }) {
  const [isAsked, ask] = useState(false);
  const work = useWork();
  const hasBookings = work.problem?.code === "DOCTOR_HAS_BOOKINGS";

  async function retire() {
    const answer = await work.run(() =>
      retire_doctor({ doctor_id: doctor.id, bookings: hasBookings ? "cancel" : undefined }),
    );
    if (answer) done(answer.affected_bookings);
  }

  function close() {
    ask(false);
    work.forget();
  }

  return html`<p>${t("admin-doctor.retire-about")}</p>
    <p><${Button} kind="danger" onClick=${() => ask(true)}>${t("admin-doctor.retire")}</${Button}></p>
    ${isAsked &&
    html`<${Dialog} title=${t("admin-doctor.retire-title", { name: doctor.name })} close=${close}>
      ${hasBookings
        ? html`<p>${t("admin-doctor.retire-bookings")}</p>
            <${WhomToCall} bookings=${work.problem.affected_bookings} zone=${doctor.time_zone} />`
        : html`<p>${t("admin-doctor.retire-sure")}</p>
            <${Refusal} problem=${work.problem} />`}
      <p>
        <${Button} kind="danger" isBusy=${work.isBusy} onClick=${retire}>
          ${hasBookings ? t("admin-doctor.retire-cancel") : t("admin-doctor.retire")}
        </${Button}>
      </p>
    </${Dialog}>`}`;
}

// Somebody who has retired, or whom there never was: the API does not tell.
function Retired({ id, bookings, zone, back }) {
  const work = useWork();

  async function reinstate() {
    const answer = await work.run(() => reinstate_doctor({ doctor_id: id }));
    if (!answer) return;
    announce(t("admin-doctor.reinstated", { count: answer.opened }));
    back();
  }

  return html`<p>${t("admin-doctor.retired")}</p>
    <${WhomToCall} bookings=${bookings} zone=${zone} isOver=${true} Heading="h2" />
    <${Refusal} problem=${work.problem} />
    <p><${Button} isBusy=${work.isBusy} onClick=${reinstate}>${t("admin-doctor.reinstate")}</${Button}></p>`;
}

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer((signal) => get_doctor({ doctor_id: id }, { signal }), [id]);
  const [cancelled, setCancelled] = useState(null);
  const doctor = answer?.doctor;

  function retired(bookings) {
    setCancelled(bookings);
    announce(t("admin-doctor.retired"));
  }

  function back() {
    setCancelled(null);
    reload();
  }

  if (cancelled || problem?.code === "DOCTOR_NOT_FOUND") {
    return html`<h1>${doctor?.name ?? t("admin-doctor.title")}</h1>
      <${Retired} id=${id} bookings=${cancelled ?? []} zone=${doctor?.time_zone} back=${back} />`;
  }
  return html`<h1>${doctor?.name ?? t("admin-doctor.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${doctor &&
    html`<${Facts} doctor=${doctor} />
      <h2>${t("hours.title")}</h2>
      <p class="hint">${t("hours.clock", { zone: doctor.time_zone })}</p>
      <${HoursEditor} doctor=${doctor} />
      <h2>${t("leave.title")}</h2>
      <${Away} doctor=${doctor} />
      <h2>${t("admin-doctor.retirement")}</h2>
      <${Retirement} doctor=${doctor} done=${retired} />`}`;
}
