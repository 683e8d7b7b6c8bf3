// What to do about a problem that is of no form.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { focusHeading } from "../router.js";
import { t, tProblem } from "../text.js";
import { Button } from "./button.js";

// A second request would be refused like the first: nobody may, there is none, it is wrong.
const FINAL = new Set([403, 404, 422]);

function Notice({ problem, retry, children }) {
  const pressed = useRef(null);
  const [{ isBusy, attempts }, setState] = useState({ isBusy: false, attempts: 0 });

  // It goes when the request succeeds, and with it the button that has the focus.
  useEffect(() => () => {
    const button = pressed.current;
    if (button && [button, document.body].includes(document.activeElement)) focusHeading();
  }, []);

  async function press({ currentTarget }) {
    pressed.current = currentTarget;
    setState({ isBusy: true, attempts });
    await retry();
    setState({ isBusy: false, attempts: attempts + 1 });
  }

  return html`<div class="refusal" role="alert">
    <p key=${attempts}>${tProblem(problem)}</p>
    ${children}
    ${retry &&
    !FINAL.has(problem.status) &&
    html`<p><${Button} isBusy=${isBusy} onClick=${press}>${t("refusal.retry")}</${Button}></p>`}
  </div>`;
}

// retry: what a button does, until its promise resolves; without it there is none.
export function Refusal({ problem, ...rest }) {
  return problem ? html`<${Notice} problem=${problem} ...${rest} />` : null;
}
