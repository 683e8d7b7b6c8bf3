// Doctors by their ids, each asked for once.

import { useEffect, useState } from "preact/hooks";

import { Problem } from "../client.js";
import { findDoctor } from "../doctor-of.js";

async function ask(id) {
  try {
    return await findDoctor(id);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return null;
  }
}

// Returns a Map of the doctors that are there; null until all were asked for.
export function useDoctors(ids) {
  const [doctors, setDoctors] = useState(null);
  const wanted = [...new Set(ids)].sort().join();
  useEffect(() => {
    let isLeft = false;
    const names = wanted ? wanted.split(",") : [];
    Promise.all(names.map(async (id) => [id, await ask(id)])).then((found) => isLeft || setDoctors(new Map(found)));
    return () => {
      isLeft = true;
    };
  }, [wanted]);
  return doctors;
}
