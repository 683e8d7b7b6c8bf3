// A patient by the id.

import { get_person } from "../client.js";
import { useAnswer } from "./use-answer.js";

// id: null: nobody. Returns {person, problem, reload}; person: null until the API has told.
export function usePerson(id) {
  const { answer, problem, reload } = useAnswer((signal) => (id ? get_person({ patient_id: id }, { signal }) : null), [id]);
  return { person: answer?.user ?? null, problem, reload };
}
