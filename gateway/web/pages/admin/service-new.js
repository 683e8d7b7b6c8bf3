import { html } from "htm/preact";

import { create_service } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { ServiceForm } from "../../elements/service-form.js";
import { go } from "../../router.js";
import { t } from "../../text.js";

export const title = "service-new.title";
export const needs = "admin";

export function Page() {
  async function save(fields) {
    await create_service(fields);
    announce(t("service-new.done"));
    go("/services", { isReplaced: true });
  }

  return html`<h1>${t("service-new.title")}</h1>
    <${ServiceForm} save=${save} label=${t("service-new.save")} />`;
}
