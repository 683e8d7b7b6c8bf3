// That times cannot be read, or do not change by themselves at the moment.

import { html } from "htm/preact";

import { t } from "../text.js";
import { Refusal } from "./refusal.js";

export function AgendaState({ agenda }) {
  const { isLive, problem, slots } = agenda.state.value;
  return html`<${Refusal} problem=${problem} retry=${() => agenda.read()} />
    ${!isLive && slots && html`<p class="notice" role="status">${t("agenda-state.lost")}</p>`}
    ${!slots && !problem && html`<p role="status">${t("agenda-state.reading")}</p>`}`;
}
