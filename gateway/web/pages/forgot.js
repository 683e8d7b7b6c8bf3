import { html } from "htm/preact";

import { forgot } from "../client.js";
import { announce } from "../elements/announcer.js";
import { Field } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { go } from "../router.js";
import { t } from "../text.js";

export const title = "forgot.title";

export function Page() {
  async function submit({ email }) {
    await forgot({ email });
    announce(t("forgot.done"));
    go(`/reset?${new URLSearchParams({ email })}`);
  }

  return html`<h1>${t("forgot.title")}</h1>
    <p>${t("forgot.text")}</p>
    <${Form} submit=${submit} label=${t("forgot.submit")}>
      <${Field} name="email" label=${t("sign-in.email")} type="email" autocomplete="username" required />
    </${Form}>
    <p><a href="#/reset">${t("forgot.have-code")}</a></p>`;
}
