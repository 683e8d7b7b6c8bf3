import { html } from "htm/preact";

import { login } from "../client.js";
import { announce } from "../elements/announcer.js";
import { Field } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { go, place } from "../router.js";
import { keep } from "../session.js";
import { t } from "../text.js";

export const title = "sign-in.title";

export function Page() {
  async function submit({ email, password }) {
    keep(await login({ email, password }));
    announce(t("sign-in.done"));
    go(place.value.query.get("then") ?? "/", { isReplaced: true });
  }

  return html`<h1>${t("sign-in.title")}</h1>
    <${Form} submit=${submit} label=${t("sign-in.submit")}>
      <${Field} name="email" label=${t("sign-in.email")} type="email" autocomplete="username" required />
      <${Field}
        name="password"
        label=${t("sign-in.password")}
        type="password"
        autocomplete="current-password"
        required
      />
    </${Form}>
    <p><a href="/#/forgot">${t("sign-in.forgot")}</a></p>
    ${location.pathname === "/" && html`<p><a href=${`#/register?${place.value.query}`}>${t("sign-in.register")}</a></p>`}`;
}
