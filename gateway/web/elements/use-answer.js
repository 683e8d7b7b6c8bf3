// What a page shows of the API.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { Problem } from "../client.js";

const NOTHING = { answer: null, problem: null, of: null };

// Asks when the page is shown, when an input changes, when the network is back, and when the reader comes back to the
// page. ask: gets a signal. Returns the last answer, why the last request was refused, a function that asks again, and
// one that shows an answer which is known already. An answer stays until there is another one; one to other inputs
// stays no longer than until there is a refusal.
export function useAnswer(ask, inputs = []) {
  const [{ answer, problem }, setState] = useState(NOTHING);
  const latest = useRef(null);
  const reload = useCallback(async () => {
    latest.current?.abort();
    const own = (latest.current = new AbortController());
    try {
      const found = await ask(own.signal);
      if (!own.signal.aborted) setState({ answer: found, problem: null, of: inputs });
    } catch (refused) {
      if (own.signal.aborted) return;
      if (!(refused instanceof Problem)) throw refused;
      setState((before) => ({ answer: before.of === inputs ? before.answer : null, problem: refused, of: inputs }));
    }
  }, inputs);
  const replace = useCallback((known) => {
    latest.current?.abort();
    setState({ answer: known, problem: null, of: inputs });
  }, inputs);

  useEffect(() => {
    const comeBack = () => document.visibilityState === "visible" && reload();
    reload();
    addEventListener("online", comeBack);
    document.addEventListener("visibilitychange", comeBack);
    return () => {
      latest.current.abort();
      removeEventListener("online", comeBack);
      document.removeEventListener("visibilitychange", comeBack);
    };
  }, [reload]);
  return { answer, problem, reload, replace };
}
