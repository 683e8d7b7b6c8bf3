import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { delete_webhook, list_deliveries, list_webhooks, replay_deliveries, rotate_webhook, update_webhook } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { Button } from "../../elements/button.js";
import { Dialog } from "../../elements/dialog.js";
import { EventTypes, nameEvent, readEventTypes } from "../../elements/event-types.js";
import { Field } from "../../elements/field.js";
import { Form } from "../../elements/form.js";
import { More } from "../../elements/more.js";
import { Refusal } from "../../elements/refusal.js";
import { Secret } from "../../elements/secret.js";
import { useAnswer } from "../../elements/use-answer.js";
import { usePages } from "../../elements/use-pages.js";
import { useWork } from "../../elements/use-work.js";
import { go } from "../../router.js";
import { formatMoment, t, tProblem } from "../../text.js";
import { instantOf } from "../../wall-clock.js";

export const title = "webhook.title";
export const needs = "admin";

const LIMIT = 100;

const BECAUSE = {
  ADMINISTRATOR: "webhook.because-administrator",
  GONE: "webhook.because-gone",
  FAILING: "webhook.because-failing",
};
const ERRORS = {
  STATUS: "webhook.error-status",
  TIMEOUT: "webhook.error-timeout",
  CONNECTION: "webhook.error-connection",
  TLS: "webhook.error-tls",
  ADDRESS: "webhook.error-address",
};

// The API lists webhooks, and does not tell of one alone.
async function find(id, signal) {
  let cursor;
  do {
    const answer = await list_webhooks({ limit: LIMIT, cursor }, { signal });
    const found = answer.webhooks.find((webhook) => webhook.id === id);
    if (found) return found;
    cursor = answer.next_cursor;
  } while (cursor);
  return undefined;
}

function State({ webhook, work, changed }) {
  async function turn() {
    const isDisabled = !webhook.disabled_at;
    if (!(await work.run(() => update_webhook({ webhook_id: webhook.id, is_disabled: isDisabled })))) return;
    await changed();
    announce(isDisabled ? t("webhook.now-disabled") : t("webhook.now-enabled"));
  }

  return html`<p>
      ${webhook.disabled_at
        ? `${t("webhooks.disabled", { moment: formatMoment(webhook.disabled_at) })}: ${t(BECAUSE[webhook.disabled_because])}`
        : t("webhooks.enabled")}
      ${webhook.waiting > 0 && html`<br />${t("webhooks.waiting", { count: webhook.waiting })}`}
      ${webhook.failing_since && html`<br />${t("webhooks.failing", { moment: formatMoment(webhook.failing_since) })}`}
    </p>
    <p>
      <${Button} isBusy=${work.isBusy} onClick=${turn}>
        ${webhook.disabled_at ? t("webhook.enable") : t("webhook.disable")}
      </${Button}>
    </p>`;
}

function about(delivery) {
  return [
    delivery.state === "DELIVERED"
      ? t("webhook.delivered", { moment: formatMoment(delivery.delivered_at) })
      : t("webhook.due", { moment: formatMoment(delivery.due_at) }),
    t("webhook.attempts", { count: delivery.attempts }),
    delivery.last_error && t(ERRORS[delivery.last_error], { status: delivery.last_status ?? "" }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Deliveries({ id, list }) {
  const work = useWork();

  async function replay(fields) {
    const answer = await replay_deliveries({ webhook_id: id, ...fields });
    announce(t("webhook.queued", { count: answer.queued }));
    list.reload();
    return answer;
  }

  return html`<h2>${t("webhook.deliveries")}</h2>
    <${Refusal} problem=${work.problem} />
    ${work.answer && html`<p class="done">${t("webhook.queued", { count: work.answer.queued })}</p>`}
    ${list.rows?.length === 0 && html`<p>${t("webhook.no-deliveries")}</p>`}
    <ul class="rows">
      ${list.rows?.map(
        (delivery) => html`<li key=${delivery.event_id}>
          <p class="what">${nameEvent(delivery.type)}, ${formatMoment(delivery.at)}</p>
          <p>${about(delivery)}</p>
          <p class="actions">
            <a href=${`#/bookings/${delivery.booking_id}`}>
              ${t("webhook.booking")}<span class="unseen"> ${t("webhook.event", { id: delivery.event_id })}</span>
            </a>
            <${Button} isBusy=${work.isBusy} onClick=${() => work.run(() => replay({ event_id: delivery.event_id }))}>
              ${t("webhook.replay")}<span class="unseen"> ${t("webhook.event", { id: delivery.event_id })}</span>
            </${Button}>
          </p>
        </li>`,
      )}
    </ul>
    <${More} list=${list} />
    <h2>${t("webhook.replay-since")}</h2>
    <p>${t("webhook.replay-about")}</p>
    <${Form}
      submit=${({ since }) => work.run(() => replay({ since: instantOf(since).toISOString() }))}
      label=${t("webhook.replay-all")}
    >
      <${Field} name="since" label=${t("webhook.since")} type="datetime-local" required />
    </${Form}>`;
}

// Asks before something that cannot be undone is done.
function Sure({ question, about: text, label, kind = "danger", act }) {
  const [isAsked, ask] = useState(false);
  const work = useWork();

  async function run() {
    if (await work.run(act)) ask(false);
  }

  return html`<${Button} kind=${kind} onClick=${() => ask(true)}>${label}</${Button}>
    ${isAsked &&
    html`<${Dialog} title=${question} close=${() => ask(false)}>
      <p>${text}</p>
      <${Refusal} problem=${work.problem} />
      <p><${Button} kind=${kind} isBusy=${work.isBusy} onClick=${run}>${label}</${Button}></p>
    </${Dialog}>`}`;
}

export function Page({ id }) {
  const { answer: webhook, problem, reload } = useAnswer((signal) => find(id, signal), [id]);
  const list = usePages((page, options) => list_deliveries({ webhook_id: id, ...page }, options), "deliveries", [id]);
  const [secret, setSecret] = useState(null);
  const work = useWork();

  async function submit(values) {
    await update_webhook({ webhook_id: id, url: values.url, event_types: readEventTypes(values) });
    await reload();
    announce(t("webhook.done"));
  }

  async function rotate() {
    const answer = await rotate_webhook({ webhook_id: id });
    setSecret(answer.secret);
    reload();
    return answer;
  }

  async function remove() {
    const answer = await delete_webhook({ webhook_id: id });
    announce(t("webhook.deleted"));
    go("/webhooks", { isReplaced: true });
    return answer;
  }

  return html`<h1>${t("webhook.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${webhook === undefined && html`<p role="alert">${tProblem({ code: "WEBHOOK_NOT_FOUND" })}</p>`}
    ${webhook &&
    html`<${State} webhook=${webhook} work=${work} changed=${reload} />
      <${Refusal} problem=${work.problem} />
      ${secret && html`<${Secret} secret=${secret} />`}
      <${Form} submit=${submit} label=${t("webhook.save")}>
        <${Field}
          name="url"
          label=${t("webhook-new.url")}
          hint=${t("webhook-new.url-hint")}
          inputmode="url"
          maxlength="2000"
          fault=${t("webhook-new.url-fault")}
          defaultValue=${webhook.url}
          required
        />
        <${EventTypes} chosen=${webhook.event_types} />
      </${Form}>
      <p class="actions">
        <${Sure}
          question=${t("webhook.rotate-title")}
          about=${t("webhook.rotate-about")}
          label=${t("webhook.rotate")}
          kind="plain"
          act=${rotate}
        />
        <${Sure}
          question=${t("webhook.delete-title")}
          about=${t("webhook.delete-about")}
          label=${t("webhook.delete")}
          act=${remove}
        />
      </p>
      <${Deliveries} id=${id} list=${list} />`}
    <p><a href="#/webhooks">${t("webhook-new.back")}</a></p>`;
}
