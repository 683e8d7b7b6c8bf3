// What is wrong with a form, above it: each error leads to its field.

import { html } from "htm/preact";

import { t } from "../text.js";

function labelOf(form, name) {
  return form.current.elements[name].labels[0].querySelector(".label").textContent;
}

export function Summary({ ref, errors, others, focus, form }) {
  const names = Object.keys(errors);
  const count = names.length + others.length;
  if (!count) return null;
  const lead = (name) => (event) => {
    event.preventDefault();
    focus(name);
  };
  return html`<div ref=${ref} class="summary" role="alert" tabindex="-1">
    <h2>${t("form.errors", { count })}</h2>
    <ul>
      ${others.map((words) => html`<li>${words}</li>`)}
      ${names.map(
        (name) => html`<li><a href=${location.hash || "#/"} onClick=${lead(name)}>
          ${labelOf(form, name)}: ${errors[name]}
        </a></li>`,
      )}
    </ul>
  </div>`;
}
