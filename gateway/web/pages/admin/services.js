import { html } from "htm/preact";

import { list_all_services } from "../../client.js";
import { Refusal } from "../../elements/refusal.js";
import { ACCESS } from "../../elements/service-form.js";
import { useAnswer } from "../../elements/use-answer.js";
import { formatAmount, t } from "../../text.js";

export const title = "services.title";
export const needs = "admin";

function about({ minutes, fee, currency, bookable_by, is_active }) {
  return [
    !is_active && t("services.ended"),
    t("services.minutes", { count: minutes }),
    fee === null ? t("services.own-price") : formatAmount(fee, currency),
    t(ACCESS[bookable_by]),
  ]
    .filter(Boolean)
    .join(" · ");
}

export function Page() {
  const { answer, problem, reload } = useAnswer((signal) => list_all_services({}, { signal }));
  return html`<h1>${t("services.title")}</h1>
    <p><a class="button primary" href="#/services/new">${t("services.new")}</a></p>
    <${Refusal} problem=${problem} retry=${reload} />
    ${answer?.services.length === 0 && html`<p>${t("services.none")}</p>`}
    <ul class="rows">
      ${answer?.services.map(
        (service) => html`<li key=${service.id}>
          <p class="what"><a href=${`#/services/${service.id}`}>${service.name}</a></p>
          <p>${about(service)}</p>
          ${service.description && html`<p class="hint">${service.description}</p>`}
        </li>`,
      )}
    </ul>`;
}
