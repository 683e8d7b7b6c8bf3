import { html } from "htm/preact";

import { t } from "../text.js";

export const title = "home.title";

export function Page() {
  return html`<h1>${t("home.title")}</h1>
    <p>${t("home.welcome")}</p>`;
}
