import { html } from "htm/preact";

import { list_webhooks } from "../../client.js";
import { More } from "../../elements/more.js";
import { usePages } from "../../elements/use-pages.js";
import { formatMoment, t } from "../../text.js";

export const title = "webhooks.title";
export const needs = "admin";

function about({ disabled_at, waiting, failing_since }) {
  return [
    disabled_at ? t("webhooks.disabled", { moment: formatMoment(disabled_at) }) : t("webhooks.enabled"),
    waiting > 0 && t("webhooks.waiting", { count: waiting }),
    failing_since && t("webhooks.failing", { moment: formatMoment(failing_since) }),
  ]
    .filter(Boolean)
    .join(" · ");
}

export function Page() {
  const list = usePages((page, options) => list_webhooks(page, options), "webhooks");
  return html`<h1>${t("webhooks.title")}</h1>
    <p>${t("webhooks.about")}</p>
    <p><a class="button primary" href="#/webhooks/new">${t("webhooks.new")}</a></p>
    ${list.rows?.length === 0 && html`<p>${t("webhooks.none")}</p>`}
    <ul class="rows">
      ${list.rows?.map(
        (webhook) => html`<li key=${webhook.id}>
          <p class="what"><a href=${`#/webhooks/${webhook.id}`}>${webhook.url}</a></p>
          <p>${about(webhook)}</p>
        </li>`,
      )}
    </ul>
    <${More} list=${list} />`;
}
