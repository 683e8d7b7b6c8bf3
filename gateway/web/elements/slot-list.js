// A doctor's day: what each time is, who comes, and where now is.

import { html } from "htm/preact";

import { formatTime, t } from "../text.js";
import { isElsewhere } from "./when.js";

const STATUS = {
  PENDING: "slot-list.pending",
  CONFIRMED: "slot-list.confirmed",
  COMPLETED: "slot-list.completed",
  NO_SHOW: "slot-list.no-show",
};
const STATE = {
  held: "slot-list.held",
  booked: "slot-list.booked",
  closed: "slot-list.closed",
};

function isOver({ end_time }, now) {
  return Date.parse(end_time) <= now;
}

// Whether a free slot has begun: somebody who is there can still have it.
export function isForWalkIn({ slot, booking, start_time, end_time }, now) {
  return !booking && slot.state === "free" && Date.parse(start_time) <= now && now < Date.parse(end_time);
}

function About({ item, zone, now }) {
  const { booking, slot } = item;
  if (booking) {
    const status = t(STATUS[booking.status], { time: booking.expires_at ? formatTime(booking.expires_at, zone) : "" });
    // Most are confirmed: that is seen, and told to who does not see it.
    const isUsual = booking.status === "CONFIRMED";
    return html`<span class="who">${booking.patient_name}</span>
      <span class="about">
        ${booking.service_name}<span class=${isUsual ? "unseen" : ""}>${booking.service_name && " · "}${status}</span>
      </span>`;
  }
  if (slot.state !== "free") return html`<span class="about">${t(STATE[slot.state])}</span>`;
  if (isOver(item, now)) return html`<span class="about">${t("slot-list.unused")}</span>`;
  return html`<span class="what">${t(isForWalkIn(item, now) ? "slot-list.begun" : "slot-list.free")}</span>`;
}

function kindOf({ booking, slot }, isPast) {
  if (booking) return booking.status.toLowerCase().replace("_", "-");
  return slot.state === "free" && isPast ? "unused" : slot.state;
}

// Moves the focus among the times of a list, and to the lists beside it.
function step(event) {
  const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const way = ways[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const lists = [...document.querySelectorAll(".slots")];
  const list = lists.indexOf(event.currentTarget);
  const times = (of) => [...(of?.querySelectorAll("button") ?? [])];
  const place = times(lists[list]).indexOf(document.activeElement);
  const others = times(lists[list + way[0]]);
  const next = others[Math.min(place + way[1], others.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// items: of Agenda.itemsOf. choose: gets the one that is pressed. isToday: whether now is marked.
export function SlotList({ items, zone, now, isToday, choose, label }) {
  if (!items.length) return html`<p class="hint">${t("slot-list.none")}</p>`;
  const next = items.findIndex(({ start_time }) => Date.parse(start_time) > now);
  const mark = html`<li class="now" key="now">${t("slot-list.now", { time: formatTime(now, zone) })}</li>`;
  const rows = items.map((item) => {
    const isPast = isOver(item, now);
    return html`<li key=${item.id}>
      <button type="button" class=${`slot ${kindOf(item, isPast)}`} onClick=${() => choose(item)}>
        <span class="time">
          <time datetime=${item.start_time}>${formatTime(item.start_time, zone)}</time>–${formatTime(item.end_time, zone)}
        </span>
        <${About} item=${item} zone=${zone} now=${now} />
        ${isElsewhere(item.start_time, zone) &&
        html`<span class="here">${t("slot-list.here", { time: formatTime(item.start_time) })}</span>`}
      </button>
    </li>`;
  });
  if (isToday) rows.splice(next < 0 ? rows.length : next, 0, mark);
  return html`<ul class="slots" aria-label=${label} onKeyDown=${step}>${rows}</ul>`;
}
