// What a page shows of doctors' days.

import { useEffect, useState } from "preact/hooks";

import { Agenda } from "../agenda.js";

// Returns the Agenda of these doctors from a day to another one; null: there are no doctors.
export function useAgenda(doctors, first, last) {
  const [agenda, setAgenda] = useState(null);
  const names = doctors?.map(({ id, time_zone: zone }) => `${id} ${zone}`).join();
  useEffect(() => {
    if (!names) return setAgenda(null);
    const made = new Agenda(doctors, first, last);
    setAgenda(made);
    return made.open();
  }, [names, first, last]);
  return agenda;
}
