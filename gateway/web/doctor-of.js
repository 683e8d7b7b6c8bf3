// A doctor as the API told lately: each page of a booking needs the name, the price or the zone, which hardly change.

import { get_doctor, Problem } from "./client.js";

const LATELY = 120_000;

// By id: what was asked, and when.
const asked = new Map();

// Resolves to the doctor, or throws as get_doctor does. Who asks meanwhile waits for the same answer.
export async function doctorOf(id) {
  const before = asked.get(id);
  if (before && Date.now() - before.at < LATELY) return before.doctor;
  const doctor = get_doctor({ doctor_id: id }).then((answer) => answer.doctor);
  asked.set(id, { doctor, at: Date.now() });
  try {
    return await doctor;
  } catch (problem) {
    asked.delete(id);
    throw problem;
  }
}

// Resolves to the doctor; null: who has left the clinic is not there any more.
export async function findDoctor(id) {
  try {
    return await doctorOf(id);
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return null;
    throw problem;
  }
}
