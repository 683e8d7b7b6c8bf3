// A doctor as the API told lately: each page of a booking needs the name, the price or the zone, which hardly change.

import { get_doctor } from "./client.js";

const LATELY = 120_000;

const told = new Map();

// Resolves to the doctor, or throws as get_doctor does.
export async function doctorOf(id, signal) {
  const before = told.get(id);
  if (before && Date.now() - before.at < LATELY) return before.doctor;
  const { doctor } = await get_doctor({ doctor_id: id }, { signal });
  told.set(id, { doctor, at: Date.now() });
  return doctor;
}
