// Asks before a page is left on which something is not saved. To be shown as long as that is so.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { guard } from "../router.js";
import { t } from "../text.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";

function warn(event) {
  event.preventDefault();
}

export function Unsaved() {
  const [leave, ask] = useState(null);
  useEffect(() => {
    const end = guard((go) => ask(() => go));
    addEventListener("beforeunload", warn);
    return () => {
      end();
      removeEventListener("beforeunload", warn);
    };
  }, []);
  return (
    leave &&
    html`<${Dialog} title=${t("unsaved.title")} close=${() => ask(null)} stay=${t("unsaved.stay")}>
      <p>${t("unsaved.about")}</p>
      <p><${Button} kind="danger" onClick=${leave}>${t("unsaved.leave")}</${Button}></p>
    </${Dialog}>`
  );
}
