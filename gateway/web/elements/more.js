// What is below a list that is read page by page. list: of usePages.

import { html } from "htm/preact";

import { t } from "../text.js";
import { Button } from "./button.js";
import { Refusal } from "./refusal.js";

export function More({ list }) {
  return html`<${Refusal} problem=${list.problem} retry=${list.rows ? null : list.reload} />
    ${list.hasMore && html`<${Button} isBusy=${list.isBusy} onClick=${list.more}>${t("more.show")}</${Button}>`}
    ${!list.rows && !list.problem && html`<p class="hint">${t("form.busy")}</p>`}`;
}
