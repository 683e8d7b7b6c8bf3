// A dialog above the page, which cannot be used meanwhile. Escape closes it, and the focus returns to where it was.

import { html } from "htm/preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { t } from "../text.js";
import { Button } from "./button.js";

// close: is called when it closes by Escape or its button; then the caller renders it no more. stay: what the button
// says if all the others change something; it has the focus then.
export function Dialog({ title, close, stay, children }) {
  const dialog = useRef();
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current.showModal();
    // Also when it is taken away without being closed.
    return () => before.focus();
  }, []);
  return html`<dialog ref=${dialog} aria-labelledby=${id} onClose=${close}>
    <h2 id=${id}>${title}</h2>
    ${children}
    <${Button} autofocus=${Boolean(stay)} onClick=${() => dialog.current.close()}>${stay ?? t("dialog.close")}</${Button}>
  </dialog>`;
}
