import { html } from "htm/preact";

import { login, Problem, reset } from "../client.js";
import { announce } from "../elements/announcer.js";
import { Field } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { go, place } from "../router.js";
import { keep } from "../session.js";
import { t } from "../text.js";

export const title = "reset.title";

// The API does not tell whether the code is wrong or the address.
function explain(problem) {
  if (problem.code !== "INVALID_CREDENTIALS") return problem;
  return new Problem({ ...problem, errors: [{ pointer: "#/code", words: t("reset.wrong") }] });
}

export function Page() {
  const email = place.value.query.get("email");

  async function submit({ email, code, new_password }) {
    try {
      await reset({ email, code: code.trim(), new_password });
    } catch (problem) {
      throw explain(problem);
    }
    keep(await login({ email, password: new_password }));
    announce(t("reset.done"));
    go("/", { isReplaced: true });
  }

  return html`<h1>${t("reset.title")}</h1>
    <p>${email ? t("reset.sent", { email }) : t("reset.text")}</p>
    <${Form} submit=${submit} label=${t("reset.submit")}>
      <${Field} name="email" label=${t("sign-in.email")} type="email" autocomplete="username" defaultValue=${email} required />
      <${Field} name="code" label=${t("reset.code")} hint=${t("reset.code-hint")} autocomplete="one-time-code" required />
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
    </${Form}>
    <p><a href="#/forgot">${t("reset.again")}</a></p>`;
}
