// Doctors by their ids, each asked for once.

import { useEffect, useState } from "preact/hooks";

import { get_doctor, Problem } from "../client.js";

const asked = new Map();

function ask(id) {
  if (!asked.has(id)) {
    const answer = get_doctor({ doctor_id: id }).then(
      ({ doctor }) => doctor,
      (problem) => {
        if (!(problem instanceof Problem)) throw problem;
        // Who has left is not there any more.
        if (problem.code !== "DOCTOR_NOT_FOUND") asked.delete(id);
        return null;
      },
    );
    asked.set(id, answer);
  }
  return asked.get(id);
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
