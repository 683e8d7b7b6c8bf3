// The free times of a day, as they come and go, and the way to other days.

import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import { dayOf, startOf } from "../days.js";
import { formatDay, formatDayOfYear, formatTime, ownZone, t } from "../text.js";
import { announce } from "./announcer.js";
import { Button } from "./button.js";
import { Choice } from "./choice.js";
import { Refusal } from "./refusal.js";
import { isElsewhere, placeOf } from "./when.js";

function numberByDay(slots) {
  const numbers = new Map();
  for (const { start_time } of slots) {
    const day = dayOf(start_time);
    numbers.set(day, (numbers.get(day) ?? 0) + 1);
  }
  return numbers;
}

// Says what has changed on the day since it was shown.
function useNews(listing, day, shown) {
  const last = useRef({});
  useEffect(() => {
    const before = last.current;
    last.current = { listing, day, shown };
    if (before.listing !== listing || before.day !== day || !before.shown || before.shown === shown) return;
    const ids = new Set(shown.map(({ id }) => id));
    const known = new Set(before.shown.map(({ id }) => id));
    const gone = before.shown.filter(({ id }) => !ids.has(id));
    const come = shown.filter(({ id }) => !known.has(id));
    const tell = (key, slots) => t(key, { count: slots.length, time: formatTime(slots[0].start_time) });
    const news = [gone.length && tell("times.gone", gone), come.length && tell("times.come", come)].filter(Boolean);
    if (news.length) announce(news.join(" "));
  }, [listing, day, shown]);
}

// Who is at a time that goes is led to the next one. Returns what leads somebody there: gets when the time begins.
function useFocus(list, shown) {
  const started = document.activeElement?.dataset?.start ?? null;
  const at = useRef(null);
  at.current = started ?? at.current;

  function focusFrom(start) {
    if (!list.current) return;
    const buttons = [...list.current.querySelectorAll("[data-start]")];
    (buttons.find((button) => button.dataset.start >= start) ?? buttons.at(-1) ?? list.current).focus();
  }

  useLayoutEffect(() => {
    if (at.current && document.activeElement === document.body) focusFrom(at.current);
    if (document.activeElement?.dataset?.start === undefined) at.current = null;
  }, [shown]);
  return focusFrom;
}

// It stays where it is when there is no such day, and keeps the focus.
function Turn({ words, sign, isSignLast = false, day, turn }) {
  const parts = [html`<span aria-hidden="true">${sign}</span>`, html`<span class="word">${words}</span>`];
  return html`<button type="button" class="button plain" aria-disabled=${!day} onClick=${() => day && turn(day)}>
    ${isSignLast ? parts.reverse() : parts}
  </button>`;
}

// The times of a Listing, of which there are some. day: which is shown; null: the first. zone: the doctor's. choose: gets the slot that was
// chosen, and resolves to whether it has gone. chosen: its id while that goes on. wanted: the id of one that gets the
// focus at first.
export function Times({ listing, day, setDay, zone, choose, chosen, wanted }) {
  const list = useRef();
  const { slots, isLive, problem } = listing.state.value;
  // The first day stays, also when nothing is free on it any more.
  const first = useRef({});
  if (first.current.listing !== listing && slots?.length) first.current = { listing, day: dayOf(slots[0].start_time) };
  const shownDay = day ?? first.current.day;
  const shown = slots?.filter(({ start_time }) => dayOf(start_time) === shownDay) ?? null;
  const key = shown?.map(({ id }) => id).join();
  const stable = useRef({});
  if (stable.current.key !== key) stable.current = { key, shown };
  useNews(listing, shownDay, stable.current.shown);
  const focusFrom = useFocus(list, stable.current.shown);

  useEffect(() => {
    if (slots && wanted) list.current?.querySelector(`[data-slot="${CSS.escape(wanted)}"]`)?.focus();
  }, [slots !== null]);

  if (!slots?.length) {
    const retry = () => listing.read();
    return problem ? html`<${Refusal} problem=${problem} retry=${retry} />` : html`<p>${t("answer.reading")}</p>`;
  }

  const numbers = numberByDay(slots);
  if (!numbers.has(shownDay)) numbers.set(shownDay, 0);
  const days = [...numbers.keys()].sort();
  const place = days.indexOf(shownDay);

  async function turn(to) {
    await listing.turn(to);
    setDay(to);
    const count = numberByDay(listing.state.value.slots).get(to) ?? 0;
    announce(t("times.shown", { count, day: formatDay(startOf(to)) }));
  }

  async function press(slot) {
    if (!(await choose(slot))) return;
    await listing.turn(shownDay);
    focusFrom(slot.start_time);
  }

  const isOther = shown.some(({ start_time }) => isElsewhere(start_time, zone));
  return html`<div class="days">
      <${Turn} words=${t("times.before")} sign="‹" day=${days[place - 1]} turn=${turn} />
      <${Choice}
        label=${t("times.day")}
        isLabelUnseen
        value=${shownDay}
        choose=${turn}
        options=${days.map((each) => [each, formatDayOfYear(startOf(each))])}
      />
      <${Turn} words=${t("times.after")} sign="›" isSignLast day=${days[place + 1]} turn=${turn} />
    </div>
    ${isLive && html`<${Refusal} problem=${problem} retry=${() => listing.read()} />`}
    ${!isLive && html`<p class="quiet" role="status">${t("times.lost")}</p>`}
    <p class="hint">
      ${t(isOther ? "times.zones" : "times.zone", { zone: placeOf(ownZone), place: placeOf(zone) })}
    </p>
    <ul
      class=${isOther ? "slots two" : "slots"}
      ref=${list}
      tabindex="-1"
      aria-label=${t("times.list", { day: formatDay(startOf(shownDay)) })}
    >
      ${shown.map(
        (slot) => html`<li key=${slot.id}>
          <${Button}
            data-slot=${slot.id}
            data-start=${slot.start_time}
            isBusy=${chosen === slot.id}
            onClick=${() => press(slot)}
          >
            <span>
              <span class="unseen">${t("times.book")} </span><span class="time">${formatTime(slot.start_time)}</span>
              ${isOther &&
              html`<span class="there">
                ${t("times.there", { time: formatTime(slot.start_time, zone), place: placeOf(zone) })}
              </span>`}
            </span>
          </${Button}>
        </li>`,
      )}
    </ul>
    ${!shown.length && html`<p>${t("times.none")}</p>`}`;
}
