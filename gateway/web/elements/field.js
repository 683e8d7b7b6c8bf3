// A field of a form, with its label, a hint and what is wrong with it.

import { html } from "htm/preact";
import { useContext, useId, useState } from "preact/hooks";

import { language, t } from "../text.js";
import { Errors } from "./form.js";

// Other attributes are those of the input. A password can be shown.
export function Field({ name, label, hint, type = "text", required = false, ...rest }) {
  const id = useId();
  const error = useContext(Errors)[name];
  const [isShown, show] = useState(false);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`<div class=${error ? "field wrong" : "field"}>
    <label for=${id}>
      <span class="label">${label}</span>
      ${!required && html` <span class="optional">(${t("field.optional")})</span>`}
    </label>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${error && html`<p class="error" id=${`${id}-error`} lang=${error.lang ?? language}>${error.text}</p>`}
    <div class="input">
      <input
        ...${rest}
        id=${id}
        name=${name}
        type=${isShown ? "text" : type}
        required=${required}
        aria-invalid=${error ? "true" : undefined}
        aria-describedby=${described || undefined}
      />
      ${type === "password" &&
      html`<button type="button" class="button plain" aria-pressed=${isShown} onClick=${() => show(!isShown)}>
        ${t("field.show")}<span class="unseen"> ${label}</span>
      </button>`}
    </div>
  </div>`;
}
