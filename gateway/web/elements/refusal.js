// What to do about a problem that is of no form.

import { html } from "htm/preact";

import { tProblem } from "../text.js";

export function Refusal({ problem }) {
  if (!problem) return null;
  const { text, lang } = tProblem(problem);
  return html`<p class="refusal" role="alert" lang=${lang}>${text}</p>`;
}
