// Something that a button does with the API.

import { useState } from "preact/hooks";

import { Problem } from "../client.js";

const NOTHING = { isBusy: false, problem: null, answer: null };

// Returns its state, and functions: run(work) gives the answer, or null if it was refused.
export function useWork() {
  const [state, setState] = useState(NOTHING);

  async function run(work) {
    setState({ ...NOTHING, isBusy: true });
    try {
      const answer = await work();
      setState({ ...NOTHING, answer });
      return answer;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setState({ ...NOTHING, problem });
      return null;
    }
  }

  return { ...state, run, forget: () => setState(NOTHING) };
}
