// A webhook's secret, which the API tells once.

import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";

import { t } from "../text.js";
import { announce } from "./announcer.js";
import { Button } from "./button.js";

export function Secret({ secret }) {
  const heading = useRef();
  useEffect(() => heading.current.focus(), [secret]);

  async function copy() {
    await navigator.clipboard.writeText(secret);
    announce(t("secret.copied"));
  }

  return html`<section class="done">
    <h2 ref=${heading} tabindex="-1">${t("secret.title")}</h2>
    <p>${t("secret.about")}</p>
    <p><code class="secret">${secret}</code></p>
    ${navigator.clipboard && html`<p><${Button} onClick=${copy}>${t("secret.copy")}</${Button}></p>`}
  </section>`;
}
