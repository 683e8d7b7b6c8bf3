// When doctors are free soonest, as that changes while it is shown.

import { useEffect, useRef, useState } from "preact/hooks";

import { pace } from "../pace.js";
import { followAll } from "../stream.js";

const PAUSE = 3000;
// On one connection.
const MOST = 100;

const NOBODY = { of: null, ids: new Set() };

// Whether a change of a slot can change when its doctor is free soonest; minutes: of a visit.
function matters({ state, start_time }, { next_available_at: soonest }, minutes) {
  const start = Date.parse(start_time);
  const first = soonest === null ? Infinity : Date.parse(soonest);
  const end = first + Math.max(minutes * 60_000, 1);
  return state === "free" ? start < end : start >= first && start < end;
}

// doctors: as list_doctors answers them; null until they were read. minutes: of the kind of visit; null: it takes one
// slot. reload: reads them again. Returns the ids of those whose soonest time has gone since they were read.
export function useSoonest(doctors, minutes, reload) {
  const [gone, setGone] = useState(NOBODY);
  const latest = useRef({});
  latest.current = { doctors: doctors ?? [], minutes, reload };
  const followed = (doctors ?? []).slice(0, MOST).map(({ id }) => id);
  const names = followed.sort().join();

  useEffect(() => {
    if (!names) return;
    const soon = pace(() => latest.current.reload(), PAUSE);
    let isFirst = true;

    // Whoever comes back to the page gets it anew in any case.
    function readSoon() {
      if (!document.hidden) soon.ask();
    }

    function change(slot) {
      const { doctors: shown, minutes: length } = latest.current;
      const doctor = shown.find(({ id }) => id === slot.doctor_id);
      if (!doctor || !matters(slot, doctor, length)) return;
      if (slot.state !== "free") {
        setGone(({ of, ids }) => ({ of: shown, ids: new Set([...(of === shown ? ids : []), doctor.id]) }));
      }
      readSoon();
    }

    // The list was read when the connection began.
    function resync() {
      if (!isFirst) readSoon();
      isFirst = false;
    }

    const leave = followAll(names.split(",").map((id) => ({ doctor_id: id })), { change, resync });
    return () => {
      soon.stop();
      leave();
    };
  }, [names]);
  return gone.of === doctors ? gone.ids : NOBODY.ids;
}
