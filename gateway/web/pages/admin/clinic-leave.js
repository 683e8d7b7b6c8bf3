import { html } from "htm/preact";

import { add_clinic_time_off, list_clinic_time_off } from "../../client.js";
import { Leave } from "../../elements/leave.js";
import { usePages } from "../../elements/use-pages.js";
import { t } from "../../text.js";

export const title = "clinic-leave.title";
export const needs = "admin";

// How many times are read at once.
const LIMIT = 100;

export function Page() {
  const list = usePages((page, options) => list_clinic_time_off({ limit: LIMIT, ...page }, options), "time_off");
  return html`<h1>${t("clinic-leave.title")}</h1>
    <p>${t("clinic-leave.about")}</p>
    <${Leave} list=${list} add=${add_clinic_time_off} Heading="h2" />`;
}
