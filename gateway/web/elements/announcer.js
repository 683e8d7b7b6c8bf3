// What screen readers say of changes that are seen elsewhere on the page.

import { signal } from "@preact/signals";
import { html } from "htm/preact";

const said = signal({ text: "", turn: 0 });

// Lets screen readers say a text when they have finished what they say.
export function announce(text) {
  said.value = { text, turn: said.value.turn + 1 };
}

export function Announcer() {
  const { text, turn } = said.value;
  return html`<div role="status" class="unseen"><span key=${turn}>${text}</span></div>`;
}
