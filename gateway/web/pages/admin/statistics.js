import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { get_doctor, get_statistics } from "../../client.js";
import { announce } from "../../elements/announcer.js";
import { Button } from "../../elements/button.js";
import { Field } from "../../elements/field.js";
import { Form } from "../../elements/form.js";
import { Plot } from "../../elements/plot.js";
import { Refusal } from "../../elements/refusal.js";
import { useAnswer } from "../../elements/use-answer.js";
import { useQuery } from "../../router.js";
import { formatNumber, locale, ownZone, t } from "../../text.js";
import { addDays, dayIn } from "../../zones.js";

export const title = "statistics.title";
export const needs = "admin";

// The days that are shown at first, and the most that the API tells at once.
const DAYS = 30;

const shortDay = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

function formatDate(day) {
  return shortDay.format(new Date(`${day}T00:00Z`));
}

// The columns of the table and of the file, by the API's names.
function columns() {
  return [
    ["opened", t("statistics.opened")],
    ["booked", t("statistics.booked")],
    ["utilisation", t("statistics.utilisation")],
    ["cancelled", t("statistics.cancelled")],
    ["lapsed", t("statistics.lapsed")],
    ["no_shows", t("statistics.no-shows")],
    ["lead_hours", t("statistics.lead-hours")],
  ];
}

function writeFile(rows) {
  const heads = ["day", ...columns().map(([name]) => name)];
  const lines = rows.map((row) => heads.map((name) => row[name] ?? "").join(","));
  return [heads.join(","), ...lines, ""].join("\r\n");
}

function download(rows, from, to) {
  const url = URL.createObjectURL(new Blob([writeFile(rows)], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: url, download: `medbook-${from}-${to}.csv` }).click();
  URL.revokeObjectURL(url);
}

function Table({ rows, caption }) {
  return html`<div class="wide" tabindex="0" role="region" aria-label=${caption}>
    <table class="statistics">
      <caption class="unseen">${caption}</caption>
      <thead>
        <tr>
          <th scope="col">${t("statistics.day")}</th>
          ${columns().map(([, label]) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr key=${row.day}>
            <th scope="row"><time datetime=${row.day}>${formatDate(row.day)}</time></th>
            ${columns().map(([name]) => html`<td>${row[name] === null ? "–" : formatNumber(row[name])}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function Plots({ rows }) {
  const days = rows.map(({ day }) => day);
  const of = (name) => rows.map((row) => row[name]);
  return html`<div class="plots">
    <${Plot} title=${t("statistics.plot-utilisation")} days=${days} values=${of("utilisation")} unit="%" top=${100} />
    <${Plot} title=${t("statistics.plot-no-shows")} days=${days} values=${of("no_shows")} isBars=${true} />
    <${Plot} title=${t("statistics.plot-lead")} days=${days} values=${of("lead_hours")} unit=${t("statistics.hours")} />
  </div>`;
}

export function Page() {
  const id = useQuery().get("doctor");
  const today = dayIn(Date.now(), ownZone);
  const [range, setRange] = useState({ from: addDays(today, -DAYS), to: today });
  // What was asked for by the form, and of whom.
  const [given, setGiven] = useState({});
  const about = useAnswer(async (signal) => (id ? await get_doctor({ doctor_id: id }, { signal }) : null), [id]);
  const ask = ({ from, to }, options) => get_statistics({ from, to, ...(id ? { doctor_id: id } : { together: true }) }, options);
  const first = useAnswer((signal) => ask(range, { signal }), [id]);
  const rows = (given.id === id ? given.answer : first.answer)?.statistics;

  async function submit({ from, to }) {
    const answer = await ask({ from, to });
    setRange({ from, to });
    setGiven({ id, answer });
    announce(t("statistics.shown", { count: answer.statistics.length }));
  }

  return html`<h1>${t("statistics.title")}</h1>
    <p>
      ${id ? t("statistics.of", { name: about.answer?.doctor.name ?? "" }) : t("statistics.of-all")}${" "}
      ${id && html`<a href="#/statistics">${t("statistics.all")}</a>`}
    </p>
    <${Form} submit=${submit} label=${t("statistics.show")}>
      <div class="pair">
        <${Field} name=from label=${t("statistics.first-day")} type="date" defaultValue=${range.from} required />
        <${Field} name="to" label=${t("statistics.to")} type="date" defaultValue=${range.to} fault=${t("statistics.fault")} required />
      </div>
    </${Form}>
    <${Refusal} problem=${first.problem} retry=${first.reload} />
    ${rows?.length === 0 && html`<p>${t("statistics.none")}</p>`}
    ${rows?.length > 0 &&
    html`<${Plots} rows=${rows} />
      <h2>${t("statistics.table")}</h2>
      <p><${Button} onClick=${() => download(rows, range.from, range.to)}>${t("statistics.download")}</${Button}></p>
      <${Table} rows=${rows} caption=${t("statistics.table")} />`}`;
}
