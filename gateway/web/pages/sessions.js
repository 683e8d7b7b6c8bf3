import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { list_sessions, Problem, revoke_session } from "../client.js";
import { AccountPages } from "../elements/account-pages.js";
import { announce } from "../elements/announcer.js";
import { Button } from "../elements/button.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { focusHeading } from "../router.js";
import { ownSession } from "../session.js";
import { formatMoment, t } from "../text.js";

export const title = "sessions.title";
export const needs = "user";

// What programs say of themselves; the first that fits is it, as most name others too.
const BROWSERS = [
  [/Edg/, "Edge"],
  [/OPR|Opera/, "Opera"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS|Chromium/, "Chrome"],
  [/Safari/, "Safari"],
];
const SYSTEMS = [
  [/Android/, "Android"],
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

// This device comes first.
async function load(signal) {
  const found = [];
  let cursor = null;
  do {
    const answer = await list_sessions({ limit: 100, cursor }, { signal });
    found.push(...answer.sessions);
    cursor = answer.next_cursor;
  } while (cursor);
  return found.sort((one, other) => (other.id === ownSession()) - (one.id === ownSession()));
}

function describe(agent) {
  const find = (known) => known.find(([pattern]) => pattern.test(agent ?? ""))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (browser && system) return t("sessions.device", { browser, system });
  return agent ?? t("sessions.unknown");
}

function Session({ session, end, isBusy }) {
  const isOwn = session.id === ownSession();
  const name = describe(session.user_agent);
  return html`<li class="entry">
    <strong>${name}</strong>
    <span>${t("sessions.since", { moment: formatMoment(session.started_at) })}</span>
    <span>${t("sessions.used", { moment: formatMoment(session.last_used_at) })}</span>
    ${session.address && html`<span>${t("sessions.address", { address: session.address })}</span>`}
    ${isOwn
      ? html`<span class="status">${t("sessions.own")}</span>`
      : html`<${Button} isBusy=${isBusy} onClick=${() => end([session])}>
          ${t("sessions.end")}<span class="unseen"> ${name}, ${formatMoment(session.started_at)}</span>
        </${Button}>`}
  </li>`;
}

export function Page() {
  const { answer: sessions, problem, reload } = useAnswer(load);
  const [ending, setEnding] = useState({ ids: [], problem: null });
  const others = sessions?.filter(({ id }) => id !== ownSession()) ?? [];

  async function end(chosen) {
    setEnding({ ids: chosen.map(({ id }) => id), problem: null });
    try {
      for (const { id } of chosen) await revoke_session({ session_id: id });
      setEnding({ ids: [], problem: null });
      announce(t("sessions.ended", { count: chosen.length }));
    } catch (refusal) {
      if (!(refusal instanceof Problem)) throw refusal;
      setEnding({ ids: [], problem: refusal });
    }
    focusHeading();
    reload();
  }

  return html`<${AccountPages} />
    <h1>${t("sessions.title")}</h1>
    <p>${t("sessions.text")}</p>
    <${Refusal} problem=${ending.problem ?? problem} retry=${ending.problem ? null : reload} />
    ${sessions &&
    html`<ul class="entries">
      ${sessions.map(
        (session) => html`<${Session} key=${session.id} session=${session} end=${end} isBusy=${ending.ids.includes(session.id)} />`,
      )}
    </ul>`}
    ${others.length > 1 &&
    html`<p>
      <${Button} kind="danger" isBusy=${ending.ids.length > 0} onClick=${() => end(others)}>${t("sessions.end-others")}</${Button}>
    </p>`}`;
}
