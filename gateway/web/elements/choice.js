// A field with a few values to choose from, with its label.

import { html } from "htm/preact";
import { useId } from "preact/hooks";

// options: [value, words]. choose: gets the value that was chosen.
export function Choice({ name, label, hint, options, value, choose, isLabelUnseen = false }) {
  const id = useId();
  return html`<div class="field">
    <label for=${id} class=${isLabelUnseen ? "unseen" : ""}><span class="label">${label}</span></label>
    <div class="input">
      <select
        id=${id}
        name=${name}
        value=${value}
        aria-describedby=${hint ? `${id}-hint` : undefined}
        onChange=${choose && ((event) => choose(event.target.value))}
      >
        ${options.map(([key, words]) => html`<option value=${key} selected=${key === value}>${words}</option>`)}
      </select>
    </div>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}
