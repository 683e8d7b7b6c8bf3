// A button that can be busy. It keeps the focus then, and does nothing.

import { html } from "htm/preact";

import { t } from "../text.js";

// kind: primary, plain or danger. isBusy: what it began is not done yet.
export function Button({ kind = "plain", isBusy = false, type = "button", onClick, children, ...rest }) {
  const press = isBusy ? (event) => event.preventDefault() : onClick;
  return html`<button ...${rest} type=${type} class=${`button ${kind}`} aria-disabled=${isBusy} onClick=${press}>
    ${children}
    ${isBusy && html`<span class="spinner" aria-hidden="true"></span><span class="unseen">${t("form.busy")}</span>`}
  </button>`;
}
