// A doctor's free times as they change: what the API lists, less what the stream has told since.

import { signal } from "@preact/signals";

import { list_slots, Problem } from "./client.js";
import { dayOf, overlaps, startOf } from "./days.js";
import { pace } from "./pace.js";
import { follow } from "./stream.js";

const PAGE = 100;
const PAUSE = 200;

const NOTHING = { slots: null, isLive: true, problem: null };

export class Listing {
  // slots: null until they were read; in order. isLive: whether changes come.
  state = signal(NOTHING);
  #topic;
  #service;
  #day;
  // The last day of which some was read; null: all days were.
  #last = null;
  #reading = null;
  #gone = [];
  #changed = new Set();
  #pace = pace(() => this.#readChanged(), PAUSE);

  // service: the kind of visit, if any. day: all times until its end are read; null: all of the first day that has some.
  constructor(doctorId, service, day) {
    this.#topic = { doctor_id: doctorId };
    this.#service = service;
    this.#day = day;
  }

  #show(changes) {
    this.state.value = { ...this.state.value, ...changes };
  }

  // Begins. Returns a function that ends it.
  open() {
    const leave = follow(this.#topic, {
      change: (slot) => this.#take(slot),
      resync: () => this.read(),
      state: (isLive) => this.#connect(isLive),
    });
    return () => {
      leave();
      this.#pace.stop();
      this.#reading?.abort();
    };
  }

  #connect(isLive) {
    const { isLive: wasLive, slots } = this.state.value;
    this.#show({ isLive });
    if (isLive ? !wasLive : slots === null && !this.#reading) this.read();
  }

  // That a slot is free does not say that it can be booked: the API lists it or not. A visit may take several slots.
  #take(slot) {
    if (slot.state === "free") {
      const start = Date.parse(slot.start_time);
      return this.#change(start - (this.#service?.minutes ?? 0) * 60_000, start);
    }
    this.#gone.push(slot);
    if (!this.state.value.slots) return;
    const slots = this.#without(this.state.value.slots);
    this.#show({ slots });
    // Those after the last one are not known yet.
    if (this.#last && !slots.some(({ start_time }) => dayOf(start_time) >= this.#last)) this.#change(startOf(this.#last));
  }

  #without(slots) {
    const isGone = (each) => this.#gone.some((slot) => (this.#service ? overlaps(slot, each) : slot.id === each.id));
    return slots.filter((each) => !isGone(each));
  }

  // Whoever has not read as far as that does not see it.
  #change(...instants) {
    const days = instants.map(dayOf).filter((day) => this.#last === null || day <= this.#last);
    days.forEach((day) => this.#changed.add(day));
    if (days.length) this.#pace.ask();
  }

  // Reads the days that have changed: the one that is shown, else as many as one answer has room for; others later.
  #readChanged() {
    if (this.#reading || !this.#changed.size) return;
    const days = this.#changed.has(this.#day) ? [this.#day] : [...this.#changed].sort();
    days.forEach((day) => this.#changed.delete(day));
    this.#readDays(days, days[0]);
  }

  // Reads all times until the end of a day. Resolves when they are there.
  read(day = this.#day) {
    this.#day = day;
    this.#changed.clear();
    return this.#readDays([], day);
  }

  // Reads a day anew, or all until its end that was not read yet. Resolves when it is there.
  turn(day) {
    this.#day = day;
    const isKnown = this.#last === null || day < this.#last;
    return this.#readDays([isKnown ? day : this.#last], day);
  }

  // days: from the first of them to the last, and beyond that if no more is known; none: all. until: the end of which
  // day must be reached.
  async #readDays(days, until) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    // The answer may be older than what is told while it comes.
    this.#gone = [];
    const isOpen = !days.length || days.at(-1) === this.#last;
    const from = days.length ? startOf(days[0]) : undefined;
    const to = isOpen ? undefined : startOf(days.at(-1), 1);
    try {
      const { slots, last } = await this.#pages(from, to, until, reading);
      const end = last ? Date.parse(last) + 1 : to;
      this.#show({ slots: this.#without(this.#merge(slots, from, end)), problem: null });
      const reached = last && dayOf(last);
      days.filter((day) => reached && day >= reached).forEach((day) => this.#changed.add(day));
      if (isOpen && (!days.length || !reached || reached >= this.#last)) this.#last = reached;
      if (this.#changed.size) this.#pace.ask();
    } catch (problem) {
      days.forEach((day) => this.#changed.add(day));
      if (reading.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      this.#show({ problem });
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }

  // Returns what is known with some of it read anew: from one instant until before another, or all.
  #merge(slots, from, to) {
    const known = from ? this.state.value.slots : [];
    const before = known.filter(({ start_time }) => Date.parse(start_time) < from);
    const after = known.filter(({ start_time }) => Date.parse(start_time) >= to);
    return [...before, ...slots, ...after];
  }

  // last: when the last one begins, if there are more after it.
  async #pages(from, to, until, { signal: aborted }) {
    const slots = [];
    const asked = { ...this.#topic, service_id: this.#service?.id, limit: PAGE };
    let cursor;
    do {
      const fields = { ...asked, from: from?.toISOString(), to: to?.toISOString(), cursor };
      const answer = await list_slots(fields, { signal: aborted });
      slots.push(...answer.slots);
      cursor = answer.next_cursor;
      // Those of the next day show that there is one.
    } while (cursor && dayOf(slots.at(-1).start_time) <= (until ?? dayOf(slots[0].start_time)));
    return { slots, last: cursor ? slots.at(-1).start_time : null };
  }
}
