// What a page reads while it is shown, and what is said when that is not possible.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { Problem } from "../client.js";
import { t, tProblem } from "../text.js";
import { Button } from "./button.js";

const NOTHING = { answer: null, problem: null };

// load: gets a signal, and is called anew when one of the inputs has changed. Returns answer, problem and retry; both
// are null until one is there. The last answer stays until there is another one.
export function useAnswer(load, inputs) {
  const [state, setState] = useState(NOTHING);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState(({ answer }) => ({ answer, problem: null }));
    load(controller.signal)
      .then((answer) => controller.signal.aborted || setState({ answer, problem: null }))
      .catch((problem) => {
        if (controller.signal.aborted) return;
        if (!(problem instanceof Problem)) throw problem;
        setState({ answer: null, problem });
      });
    return () => controller.abort();
  }, [...inputs, attempt]);
  return { ...state, retry: () => setAttempt(attempt + 1) };
}

// Says what to do about a problem. retry: what a button does; without it there is none.
export function Trouble({ problem, retry, children }) {
  if (!problem) return null;
  const { text, lang } = tProblem(problem);
  return html`<div class="notice" role="alert">
    <p lang=${lang}>${text}</p>
    ${children}
    ${retry && html`<${Button} onClick=${retry}>${t("answer.retry")}</${Button}>`}
  </div>`;
}
