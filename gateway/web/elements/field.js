// A field of a form, with its label, a hint and what is wrong with it.

import { html } from "htm/preact";
import { useContext, useId, useState } from "preact/hooks";

import { t } from "../text.js";
import { Errors } from "./form.js";

// fault: what its value must be, in words, for whoever has entered something else. children: gets the attributes that tie
// a control to its label, and returns the control.
export function Labelled({ name, label, hint, fault, required = false, children }) {
  const id = useId();
  const error = useContext(Errors)[name];
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const ties = {
    id,
    name,
    required,
    "aria-invalid": error ? "true" : undefined,
    "aria-describedby": described || undefined,
    "data-fault": fault,
  };
  return html`<div class=${error ? "field wrong" : "field"}>
    <label for=${id}>
      <span class="label">${label}</span>
      ${!required && html` <span class="optional">(${t("field.optional")})</span>`}
    </label>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    <div class="input">${children(ties)}</div>
  </div>`;
}

// Gives the focus to what has just come, as a ref: browsers heed autofocus only when they load a page or open a dialog.
export function takeFocus(control) {
  control?.focus();
}

// Other attributes are those of the input. A password can be shown.
export function Field({ name, label, hint, fault, type = "text", required = false, ...rest }) {
  const [isShown, show] = useState(false);
  return html`<${Labelled} name=${name} label=${label} hint=${hint} fault=${fault} required=${required}>
    ${(ties) => html`<input ref=${rest.autofocus ? takeFocus : undefined} ...${rest} ...${ties} type=${isShown ? "text" : type} />
      ${type === "password" &&
      html`<button type="button" class="button plain" aria-pressed=${isShown} onClick=${() => show(!isShown)}>
        ${t("field.show")}<span class="unseen"> ${label}</span>
      </button>`}`}
  </${Labelled}>`;
}

// options: [value, words] of each. One is always chosen, also when it stands for none.
export function Select({ name, label, hint, options, value }) {
  return html`<${Labelled} name=${name} label=${label} hint=${hint} required>
    ${(ties) => html`<select ...${ties} required=${false}>
      ${options.map(([key, words]) => html`<option value=${key} selected=${key === value}>${words}</option>`)}
    </select>`}
  </${Labelled}>`;
}

// A longer text. Other attributes are those of the textarea.
export function TextArea({ name, label, hint, ...rest }) {
  return html`<${Labelled} name=${name} label=${label} hint=${hint}>
    ${(ties) => html`<textarea rows="3" ...${rest} ...${ties}></textarea>`}
  </${Labelled}>`;
}

// What is so, or not: its value is "on", or none.
export function Check({ name, label, isChecked }) {
  return html`<label class="check">
    <input type="checkbox" name=${name} defaultChecked=${isChecked} />
    <span class="label">${label}</span>
  </label>`;
}
