import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { list_doctors, list_retired_doctors } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { Field } from "../../elements/field.js";
import { Form } from "../../elements/form.js";
import { More } from "../../elements/more.js";
import { Refusal } from "../../elements/refusal.js";
import { usePages } from "../../elements/use-pages.js";
import { go, useQuery } from "../../router.js";
import { formatAmount, t } from "../../text.js";

export const title = "doctors.title";
export const needs = "admin";

// Who can be taken back.
function Retired() {
  const list = usePages((page, options) => list_retired_doctors(page, options), "doctors");
  if (!list.rows?.length) return html`<${Refusal} problem=${list.problem} retry=${list.reload} />`;
  return html`<h2>${t("doctors.retired")}</h2>
    <ul class="rows">
      ${list.rows.map(
        ({ id, name }) => html`<li key=${id}><p class="what"><a href=${`#/doctors/${id}`}>${name}</a></p></li>`,
      )}
    </ul>
    <${More} list=${list} />`;
}

export function Page() {
  const search = useQuery().get("search") ?? "";
  const list = usePages(({ cursor }, options) => list_doctors({ search: search || undefined, cursor }, options), "doctors", [search]);
  const [asked, ask] = useState(0);

  useEffect(() => {
    if (asked && list.rows) announce(t("doctors.found", { count: list.rows.length }));
  }, [list.rows, asked]);

  function submit({ search: words }) {
    ask(asked + 1);
    go(`/doctors?${new URLSearchParams({ search: words })}`, { isReplaced: true });
  }

  return html`<h1>${t("doctors.title")}</h1>
    <p><a class="button primary" href="#/doctors/new">${t("doctors.new")}</a></p>
    <${Form} submit=${submit} label=${t("doctors.search")}>
      <${Field} name="search" label=${t("doctors.name")} type="search" defaultValue=${search} />
    </${Form}>
    ${list.rows?.length === 0 && html`<p>${t(search ? "doctors.none" : "doctors.none-yet")}</p>`}
    <ul class="rows">
      ${list.rows?.map(
        (doctor) => html`<li key=${doctor.id}>
          <p class="what"><a href=${`#/doctors/${doctor.id}`}>${doctor.name}</a></p>
          <p>${doctor.specialization} · ${formatAmount(doctor.fee, doctor.currency)} · ${doctor.time_zone}</p>
        </li>`,
      )}
    </ul>
    <${More} list=${list} />
    <${Retired} />`;
}
