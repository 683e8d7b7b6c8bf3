import { html } from "htm/preact";

import { register } from "../client.js";
import { announce } from "../elements/announcer.js";
import { Field } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { Phone } from "../elements/phone.js";
import { go, place } from "../router.js";
import { keep } from "../session.js";
import { t } from "../text.js";

export const title = "register.title";

export function Page() {
  async function submit({ name, email, phone, password }) {
    keep(await register({ name, email, phone: phone || undefined, password }));
    announce(t("register.done"));
    go(place.value.query.get("then") ?? "/", { isReplaced: true });
  }

  return html`<h1>${t("register.title")}</h1>
    <${Form} submit=${submit} label=${t("register.submit")}>
      <${Field} name="name" label=${t("register.name")} autocomplete="name" maxlength="200" fault=${t("field.line")} required />
      <${Field} name="email" label=${t("register.email")} type="email" autocomplete="email" maxlength="254" fault=${t("field.email")} required />
      <${Phone} autocomplete="tel" />
      <${Field}
        name="password"
        label=${t("register.password")}
        hint=${t("register.password-hint")}
        type="password"
        autocomplete="new-password"
        minlength="15"
        maxlength="256"
        required
      />
    </${Form}>
    <p><a href=${`#/sign-in?${place.value.query}`}>${t("register.sign-in")}</a></p>`;
}
