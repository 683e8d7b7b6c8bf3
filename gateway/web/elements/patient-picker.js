// Finds a patient by name, e-mail address or telephone, or adds a new one.

import { html } from "htm/preact";
import { useEffect, useId, useState } from "preact/hooks";

import { create_user, list_users } from "../client.js";
import { ownZone, t } from "../text.js";
import { announce } from "./announcer.js";
import { Button } from "./button.js";
import { Field, takeFocus } from "./field.js";
import { Form } from "./form.js";
import { Phone } from "./phone.js";
import { Refusal } from "./refusal.js";
import { useAnswer } from "./use-answer.js";

const LIMIT = 8;
// Who types has not finished.
const PAUSE = 250;

async function find(search, signal) {
  if (!search) return null;
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  signal.throwIfAborted();
  return list_users({ search, limit: LIMIT }, { signal });
}

function NewPatient({ name, choose, back }) {
  async function submit({ name: given, email, phone }) {
    const { user } = await create_user({
      name: given,
      email: email || undefined,
      phone: phone || undefined,
      time_zone: ownZone,
    });
    announce(t("patient-picker.added", { name: user.name }));
    choose(user);
  }

  return html`<h3>${t("patient-picker.new")}</h3>
    <${Form} submit=${submit} label=${t("patient-picker.add")}>
      <${Field} name="name" label=${t("patient-picker.name")} defaultValue=${name} autocomplete="off" maxlength="200" fault=${t("field.line")} required autofocus />
      <${Phone} autocomplete="off" />
      <${Field} name="email" label=${t("patient-picker.email")} type="email" autocomplete="off" maxlength="254" fault=${t("field.email")} />
    </${Form}>
    <p><${Button} onClick=${back}>${t("patient-picker.back")}</${Button}></p>`;
}

// choose: gets the patient.
export function PatientPicker({ choose }) {
  const id = useId();
  const [text, setText] = useState("");
  const [isNew, setNew] = useState(false);
  const search = text.trim();
  const { answer, problem, reload } = useAnswer((signal) => find(search, signal), [search]);
  const found = search ? answer?.users : null;
  useEffect(() => {
    if (found) announce(t("patient-picker.found", { count: found.length }));
  }, [found]);

  if (isNew) {
    const name = /[@\d]/.test(search) ? "" : search;
    return html`<${NewPatient} name=${name} choose=${choose} back=${() => setNew(false)} />`;
  }
  return html`<form role="search" onSubmit=${(event) => event.preventDefault()}>
      <div class="field">
        <label for=${id}><span class="label">${t("patient-picker.search")}</span></label>
        <p class="hint" id=${`${id}-hint`}>${t("patient-picker.hint")}</p>
        <div class="input">
          <input
            ref=${takeFocus}
            id=${id}
            type="search"
            value=${text}
            aria-describedby=${`${id}-hint`}
            autocomplete="off"
            autofocus
            onInput=${(event) => setText(event.target.value)}
          />
        </div>
      </div>
    </form>
    <${Refusal} problem=${problem} retry=${reload} />
    ${found &&
    html`<ul class="people">
      ${found.map(
        (user) => html`<li key=${user.id}>
          <button type="button" class="person" onClick=${() => choose(user)}>
            <span class="who">${user.name}</span>
            <span class="about">${[user.phone, user.email].filter(Boolean).join(" · ")}</span>
          </button>
        </li>`,
      )}
    </ul>`}
    ${found?.length === 0 && html`<p>${t("patient-picker.nobody")}</p>`}
    ${found?.length === LIMIT && html`<p class="hint">${t("patient-picker.more")}</p>`}
    <p><${Button} onClick=${() => setNew(true)}>${t("patient-picker.new")}</${Button}></p>`;
}
