// The time, by the minute.

import { useEffect, useState } from "preact/hooks";

const MINUTE = 60_000;

export function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), MINUTE - (Date.now() % MINUTE));
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
