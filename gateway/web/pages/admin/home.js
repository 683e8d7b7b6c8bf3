import { html } from "htm/preact";

import { t } from "../../text.js";

export const title = "admin.home.title";
export const needs = "admin";

export function Page() {
  return html`<h1>${t("admin.home.title")}</h1>
    <p>${t("admin.home.welcome")}</p>`;
}
