import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { create_webhook } from "../../client.js";
import { EventTypes, readEventTypes } from "../../elements/event-types.js";
import { Field } from "../../elements/field.js";
import { Form } from "../../elements/form.js";
import { Secret } from "../../elements/secret.js";
import { t } from "../../text.js";

export const title = "webhook-new.title";
export const needs = "admin";

export function Page() {
  const [made, setMade] = useState(null);

  async function submit(values) {
    setMade(await create_webhook({ url: values.url, event_types: readEventTypes(values) }));
  }

  return html`<h1>${t("webhook-new.title")}</h1>
    ${made
      ? html`<${Secret} secret=${made.secret} />
          <p><a href=${`#/webhooks/${made.created}`}>${t("webhook-new.open")}</a></p>`
      : html`<${Form} submit=${submit} label=${t("webhook-new.save")}>
          <${Field} name="url" label=${t("webhook-new.url")} hint=${t("webhook-new.url-hint")} inputmode="url" maxlength="2000" fault=${t("webhook-new.url-fault")} required />
          <${EventTypes} />
        </${Form}>`}
    <p><a href="#/webhooks">${t("webhook-new.back")}</a></p>`;
}
