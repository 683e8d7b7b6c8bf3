import { html } from "htm/preact";

import { t } from "../../text.js";

export const title = "clinic.title";
export const needs = "admin";

export function Page() {
  const pages = [
    ["/services", t("services.title"), t("clinic.services")],
    ["/leave", t("clinic-leave.title"), t("clinic.leave")],
    ["/settings", t("settings.title"), t("clinic.settings")],
    ["/webhooks", t("webhooks.title"), t("clinic.webhooks")],
  ];
  return html`<h1>${t("clinic.title")}</h1>
    <ul class="rows">
      ${pages.map(
        ([path, name, about]) => html`<li>
          <p class="what"><a href=${`#${path}`}>${name}</a></p>
          <p>${about}</p>
        </li>`,
      )}
    </ul>`;
}
