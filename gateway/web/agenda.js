// The slots and bookings of doctors on some days, as they change.

import { signal } from "@preact/signals";

import { list_all_bookings, list_all_slots, Problem } from "./client.js";
import { overlaps } from "./days.js";
import { readAll } from "./read-all.js";
import { followAll } from "./stream.js";
import { addDays, startIn } from "./zones.js";

// Changes often come several at once.
const PAUSE = 200;

const TAKEN = ["held", "booked"];
const LIVE = ["PENDING", "CONFIRMED"];
const OVER = ["COMPLETED", "NO_SHOW"];

// Returns what there is of one doctor, in order of time: bookings, each with its first slot, and the slots that none
// of them has. id: that of the slot.
function itemsOf(slots, bookings) {
  const byId = new Map(slots.map((slot) => [slot.id, slot]));
  const shown = bookings.filter(
    ({ slot_id, status }) =>
      OVER.includes(status) || (LIVE.includes(status) && TAKEN.includes(byId.get(slot_id)?.state)),
  );
  const isOpen = ({ state }) => state !== "closed";
  const free = slots.filter(
    (slot) =>
      !shown.some((booking) => overlaps(slot, booking)) &&
      (isOpen(slot) || !slots.some((other) => isOpen(other) && overlaps(slot, other))),
  );
  return [
    ...shown.map((booking) => ({ ...booking, id: booking.slot_id, booking, slot: byId.get(booking.slot_id) })),
    ...free.map((slot) => ({ ...slot, slot })),
  ].sort((one, other) => Date.parse(one.start_time) - Date.parse(other.start_time));
}

export class Agenda {
  // slots: null until they were read, by their ids. isLive: whether changes come.
  state = signal({ slots: null, bookings: [], isLive: true, problem: null });
  #doctors;
  #reading = null;
  #timer = null;
  #changed = new Set();
  #late = [];

  // doctors: each with id and time_zone. first, last: days of each doctor's own calendar.
  constructor(doctors, first, last) {
    this.#doctors = doctors.map(({ id, time_zone: zone }) => ({
      doctor_id: id,
      from: startIn(first, zone).toISOString(),
      to: startIn(addDays(last, 1), zone).toISOString(),
    }));
  }

  // Begins. Returns a function that ends it.
  open() {
    const topics = this.#doctors.map(({ doctor_id }) => ({ doctor_id }));
    const close = followAll(topics, {
      change: (slot) => this.#take(slot),
      resync: () => this.read(),
      state: (isLive) => this.#connect(isLive),
    });
    return () => {
      close();
      clearTimeout(this.#timer);
      this.#reading?.abort();
    };
  }

  itemsOf(doctorId) {
    const { slots, bookings } = this.state.value;
    const isHis = ({ doctor_id }) => doctor_id === doctorId;
    return slots && itemsOf([...slots.values()].filter(isHis), bookings.filter(isHis));
  }

  // Reads a doctor's bookings anew: the stream tells of slots alone.
  refresh(doctorId) {
    if (!this.state.value.isLive) return this.read();
    this.#changed.add(doctorId);
    this.#wait();
  }

  #show(changes) {
    this.state.value = { ...this.state.value, ...changes };
  }

  #connect(isLive) {
    this.#show({ isLive });
    if (!isLive && !this.state.value.slots && !this.#reading) this.read();
  }

  #take(slot) {
    if (this.#reading) this.#late.push(slot);
    if (this.state.value.slots) this.#put([slot]);
    // The stream does not say whose it is.
    this.#changed.add(slot.doctor_id);
    this.#wait();
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#reading ? this.#wait() : this.#readBookings()), PAUSE);
  }

  #put(changed) {
    const slots = new Map(this.state.value.slots);
    for (const slot of changed) {
      const range = this.#doctors.find(({ doctor_id }) => doctor_id === slot.doctor_id);
      const start = Date.parse(slot.start_time);
      if (range && Date.parse(range.from) <= start && start < Date.parse(range.to)) slots.set(slot.id, slot);
    }
    this.#show({ slots });
  }

  async #readBookings() {
    const changed = this.#doctors.filter(({ doctor_id }) => this.#changed.has(doctor_id));
    this.#changed.clear();
    await this.#try(async (options) => {
      const read = await Promise.all(changed.map((own) => readAll(list_all_bookings, own, "bookings", options)));
      const others = this.state.value.bookings.filter((booking) => !changed.some((own) => own.doctor_id === booking.doctor_id));
      this.#show({ bookings: [...others, ...read.flat()] });
    });
  }

  // Reads everything anew.
  async read() {
    await this.#try(async (options) => {
      const read = (operation, member) =>
        Promise.all(this.#doctors.map((fields) => readAll(operation, fields, member, options)));
      const [slots, bookings] = await Promise.all([read(list_all_slots, "slots"), read(list_all_bookings, "bookings")]);
      const late = this.#late;
      this.#show({ slots: new Map(slots.flat().map((slot) => [slot.id, slot])), bookings: bookings.flat(), problem: null });
      this.#put(late);
    });
  }

  async #try(work) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#late = [];
    try {
      await work({ signal: reading.signal });
    } catch (problem) {
      if (reading.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      this.#show({ problem });
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }
}
