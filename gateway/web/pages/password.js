import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { password } from "../client.js";
import { AccountPages } from "../elements/account-pages.js";
import { announce } from "../elements/announcer.js";
import { Field } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { t } from "../text.js";

export const title = "password.title";
export const needs = "user";

export function Page() {
  const [turn, setTurn] = useState(0);

  async function submit(fields) {
    await password(fields);
    announce(t("password.done"));
    setTurn(turn + 1);
  }

  return html`<${AccountPages} />
    <h1>${t("password.title")}</h1>
    ${turn > 0 ? html`<p class="done">${t("password.done")}</p>` : html`<p>${t("password.text")}</p>`}
    <${Form} key=${turn} submit=${submit} label=${t("password.submit")}>
      <${Field}
        name="current_password"
        label=${t("password.current")}
        type="password"
        autocomplete="current-password"
        required
      />
      <${Field}
        name="new_password"
        label=${t("reset.password")}
        hint=${t("register.password-hint")}
        type="password"
        autocomplete="new-password"
        minlength="15"
        maxlength="256"
        required
      />
    </${Form}>`;
}
