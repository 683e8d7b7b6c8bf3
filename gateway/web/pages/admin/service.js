import { html } from "htm/preact";

import { list_all_services, update_service } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { Button } from "../../elements/button.js";
import { Refusal } from "../../elements/refusal.js";
import { ServiceForm } from "../../elements/service-form.js";
import { useAnswer } from "../../elements/use-answer.js";
import { useWork } from "../../elements/use-work.js";
import { go } from "../../router.js";
import { t } from "../../text.js";

export const title = "service.title";
export const needs = "admin";

export function Page({ id }) {
  const { answer, problem, reload } = useAnswer((signal) => list_all_services({}, { signal }));
  const work = useWork();
  const service = answer?.services.find((other) => other.id === id);

  async function save(fields) {
    await update_service({ ...fields, service_id: id });
    announce(t("service.done"));
    go("/services", { isReplaced: true });
  }

  async function turn() {
    const isActive = !service.is_active;
    if (!(await work.run(() => update_service({ service_id: id, is_active: isActive })))) return;
    await reload();
    announce(isActive ? t("service.begun") : t("service.ended"));
  }

  return html`<h1>${service?.name ?? t("service.title")}</h1>
    <${Refusal} problem=${problem} retry=${reload} />
    ${answer && !service && html`<p role="alert">${t("service.missing")}</p>`}
    ${service &&
    html`<${ServiceForm} service=${service} save=${save} label=${t("service.save")} />
      <h2>${service.is_active ? t("service.end-title") : t("service.begin-title")}</h2>
      <p>${service.is_active ? t("service.end-about") : t("service.begin-about")}</p>
      <${Refusal} problem=${work.problem} />
      <p>
        <${Button} kind=${service.is_active ? "danger" : "plain"} isBusy=${work.isBusy} onClick=${turn}>
          ${service.is_active ? t("service.end") : t("service.begin")}
        </${Button}>
      </p>`}
    <p><a href="#/services">${t("service.back")}</a></p>`;
}
