// A doctor's free times as they change: what the API lists, less what the stream has told since.

import { signal } from "@preact/signals";

import { list_slots, Problem } from "./client.js";
import { dayOf } from "./days.js";
import { follow } from "./stream.js";

const PAGE = 100;
// Changes often come several at once; a list that changes all the time is read more and more seldom.
const PAUSE = 200;
const LONGEST_PAUSE = 10_000;

const NOTHING = { slots: null, isLive: true, problem: null };

export class Listing {
  // slots: null until they were read; in order. isLive: whether changes come.
  state = signal(NOTHING);
  #topic;
  #service;
  #day;
  #reading = null;
  #gone = new Set();
  #timer = null;
  #pause = PAUSE;
  #changedAt = 0;

  // day: all times until its end are read; null: all of the first day that has some.
  constructor(doctorId, serviceId, day) {
    this.#topic = { doctor_id: doctorId };
    this.#service = serviceId ?? undefined;
    this.#day = day;
  }

  #show(changes) {
    this.state.value = { ...this.state.value, ...changes };
  }

  #follow() {
    return follow(this.#topic, {
      change: (slot) => this.#take(slot),
      resync: () => this.read(),
      state: (isLive) => this.#connect(isLive),
    });
  }

  // Begins. Returns a function that ends it. A page that nobody sees follows nothing: without HTTP/2 a browser has six
  // connections to a site, in all its tabs.
  open() {
    let close = this.#follow();
    const look = () => {
      if (!document.hidden) close ??= this.#follow();
      else {
        close?.();
        close = null;
      }
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      close?.();
      clearTimeout(this.#timer);
      this.#reading?.abort();
    };
  }

  #connect(isLive) {
    const { isLive: wasLive, slots } = this.state.value;
    this.#show({ isLive });
    if (isLive ? !wasLive : slots === null && !this.#reading) this.read();
  }

  // That a slot is free does not say that it can be booked: the API lists it or not. A visit may take several slots.
  #take({ id, state }) {
    const { slots } = this.state.value;
    if (state !== "free") this.#gone.add(id);
    if (state !== "free" && slots) this.#show({ slots: slots.filter((slot) => slot.id !== id) });
    if (state === "free" || this.#service) this.#readSoon();
  }

  #readSoon() {
    const now = Date.now();
    const isQuiet = now - this.#changedAt > LONGEST_PAUSE;
    this.#changedAt = now;
    if (this.#timer) return;
    this.#pause = isQuiet ? PAUSE : Math.min(this.#pause * 2, LONGEST_PAUSE);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.read();
    }, this.#pause);
  }

  // Reads all times until the end of a day. Resolves when they are there.
  async read(day = this.#day) {
    this.#day = day;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    // The answer may be older than what is told while it comes.
    this.#gone.clear();
    try {
      const slots = await this.#pages(day, reading);
      this.#show({ slots: slots.filter(({ id }) => !this.#gone.has(id)), problem: null });
    } catch (problem) {
      if (reading.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      this.#show({ problem });
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }

  async #pages(day, { signal: aborted }) {
    const slots = [];
    let cursor;
    do {
      const fields = { ...this.#topic, service_id: this.#service, limit: PAGE, cursor };
      const answer = await list_slots(fields, { signal: aborted });
      slots.push(...answer.slots);
      cursor = answer.next_cursor;
      // Those of the next day show that there is one.
    } while (cursor && dayOf(slots.at(-1).start_time) <= (day ?? dayOf(slots[0].start_time)));
    return slots;
  }
}
