// A list of the API that is read page by page.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { Problem } from "../client.js";

const EMPTY = { rows: null, cursor: null, problem: null, isBusy: false };

// ask: gets {cursor} and {signal}. member: the answer's list. It is read when an input changes. Returns its rows so far
// (null: none were read yet), whether there are more, and functions that read more, or all anew.
export function usePages(ask, member, inputs = []) {
  const [state, setState] = useState(EMPTY);
  const latest = useRef(null);

  const read = useCallback(async (cursor) => {
    latest.current?.abort();
    const own = (latest.current = new AbortController());
    setState((before) => ({ ...before, isBusy: true }));
    try {
      const answer = await ask({ cursor }, { signal: own.signal });
      if (own.signal.aborted) return;
      const add = (rows) => (cursor ? [...rows, ...answer[member]] : answer[member]);
      setState(({ rows }) => ({ ...EMPTY, rows: add(rows), cursor: answer.next_cursor ?? null }));
    } catch (problem) {
      if (own.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      setState((before) => ({ ...before, isBusy: false, problem }));
    }
  }, inputs);

  useEffect(() => {
    read();
    return () => latest.current.abort();
  }, [read]);
  const { cursor, ...shown } = state;
  return { ...shown, hasMore: cursor !== null, more: () => read(cursor), reload: () => read() };
}
