// What a page shows of the API.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { Problem } from "../client.js";

// Asks when the page is shown, when an input changes, when the network is back, and when the reader comes back to the
// page. ask: gets a signal. Returns the last answer, why the last request was refused, and a function that asks again.
export function useAnswer(ask, inputs = []) {
  const [state, setState] = useState({ answer: null, problem: null });
  const latest = useRef(null);
  const reload = useCallback(async () => {
    latest.current?.abort();
    const own = (latest.current = new AbortController());
    try {
      const answer = await ask(own.signal);
      if (!own.signal.aborted) setState({ answer, problem: null });
    } catch (problem) {
      if (own.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      setState(({ answer }) => ({ answer, problem }));
    }
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
  return { ...state, reload };
}
