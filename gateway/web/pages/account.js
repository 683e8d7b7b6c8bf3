import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { get_user, update_me } from "../client.js";
import { AccountPages } from "../elements/account-pages.js";
import { announce } from "../elements/announcer.js";
import { Field, Select } from "../elements/field.js";
import { Form } from "../elements/form.js";
import { Phone } from "../elements/phone.js";
import { Refusal } from "../elements/refusal.js";
import { useAnswer } from "../elements/use-answer.js";
import { change } from "../session.js";
import { t } from "../text.js";

export const title = "account.title";
export const needs = "user";

function listZones(own) {
  return [...new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")])].sort().map((zone) => [zone, zone.replaceAll("_", " ")]);
}

async function save(fields) {
  change((await update_me(fields)).user);
  announce(t("account.saved"));
}

function Profile({ user }) {
  const [isSaved, setSaved] = useState(false);
  async function submit(fields) {
    setSaved(false);
    await save(fields);
    setSaved(true);
  }
  return html`<${Form} submit=${submit} label=${t("account.save")}>
    <${Field} name="name" label=${t("register.name")} autocomplete="name" defaultValue=${user.name} maxlength="200" fault=${t("field.line")} required />
    <${Phone} autocomplete="tel" defaultValue=${user.phone} />
    <${Select}
      name="time_zone"
      label=${t("account.zone")}
      hint=${t("account.zone-hint")}
      options=${listZones(user.time_zone)}
      value=${user.time_zone}
    />
    ${isSaved && html`<p class="done">${t("account.saved")}</p>`}
  </${Form}>`;
}

function Email({ user, reload }) {
  async function submit(fields) {
    await save(fields);
    reload();
  }
  return html`<section>
    <h2>${t("account.email")}</h2>
    <p>${t("account.email-now", { email: user.email })}</p>
    <${Form} key=${user.email} submit=${submit} label=${t("account.email-change")}>
      <${Field} name="email" label=${t("account.email-new")} type="email" autocomplete="email" maxlength="254" fault=${t("field.email")} required />
      <${Field}
        name="current_password"
        label=${t("password.current")}
        type="password"
        autocomplete="current-password"
        required
      />
    </${Form}>
  </section>`;
}

export function Page() {
  const { answer, problem, reload } = useAnswer((signal) => get_user({}, { signal }));
  return html`<${AccountPages} />
    <h1>${t("account.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${answer && html`<${Profile} user=${answer.user} /><${Email} user=${answer.user} reload=${reload} />`}`;
}
