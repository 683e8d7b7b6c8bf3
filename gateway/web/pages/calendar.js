import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { get_calendar_link, Problem, renew_calendar_link, withdraw_calendar_link } from "../client.js";
import { AccountPages } from "../elements/account-pages.js";
import { announce } from "../elements/announcer.js";
import { Button } from "../elements/button.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { formatMoment, t } from "../text.js";

export const title = "calendar.title";
export const needs = "user";

async function load(signal) {
  try {
    return { link: (await get_calendar_link({}, { signal })).link };
  } catch (problem) {
    if (problem.code === "CALENDAR_NOT_FOUND") return { link: null };
    throw problem;
  }
}

// The address is shown once only: it is not kept anywhere.
function Address({ address }) {
  const [isCopied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(address);
    setCopied(true);
    announce(t("calendar.copied"));
  }
  return html`<div class="entry">
    <p><strong>${t("calendar.once")}</strong></p>
    <p><code class="address">${address}</code></p>
    <p>
      ${navigator.clipboard &&
      html`<${Button} kind="primary" onClick=${copy}>${t(isCopied ? "calendar.copied" : "calendar.copy")}</${Button}>`}
    </p>
  </div>`;
}

export function Page() {
  const { answer, problem, reload } = useAnswer(load);
  const [state, setState] = useState({ address: null, problem: null, isBusy: false });

  async function run(work) {
    setState({ ...state, problem: null, isBusy: true });
    try {
      setState({ address: await work(), problem: null, isBusy: false });
    } catch (refusal) {
      if (!(refusal instanceof Problem)) throw refusal;
      setState({ ...state, problem: refusal, isBusy: false });
    }
    reload();
  }

  const renew = () =>
    run(async () => {
      const { address } = await renew_calendar_link();
      announce(t("calendar.once"));
      return new URL(address, location.origin).href;
    });
  const withdraw = () =>
    run(async () => {
      await withdraw_calendar_link();
      announce(t("calendar.withdrawn"));
      return null;
    });

  return html`<${AccountPages} />
    <h1>${t("calendar.title")}</h1>
    <p>${t("calendar.text")}</p>
    <p>${t("calendar.secret")}</p>
    <${Refusal} problem=${state.problem ?? problem} retry=${state.problem ? null : reload} />
    ${state.address && html`<${Address} key=${state.address} address=${state.address} />`}
    ${answer &&
    html`<p>${answer.link ? t("calendar.since", { moment: formatMoment(answer.link.created_at) }) : t("calendar.none")}</p>
      <p class="actions">
        <${Button} isBusy=${state.isBusy} onClick=${renew}>${t(answer.link ? "calendar.renew" : "calendar.make")}</${Button}>
        ${answer.link &&
        html`<${Button} kind="danger" isBusy=${state.isBusy} onClick=${withdraw}>${t("calendar.withdraw")}</${Button}>`}
      </p>`}`;
}
