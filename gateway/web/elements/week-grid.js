// A week in half-hours to draw on: by dragging, by a press on the first and one on the last, or by the keyboard.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "../text.js";
import { DAY, formatMinute } from "../weekly-hours.js";
import { announce } from "./announcer.js";

export const STEP = 30;
const ROWS = DAY / STEP;
const FIRST_SEEN = 7 * 60;

const MOVES = {
  ArrowUp: ({ column, row }) => ({ column, row: row - 1 }),
  ArrowDown: ({ column, row }) => ({ column, row: row + 1 }),
  ArrowLeft: ({ column, row }) => ({ column: column - 1, row }),
  ArrowRight: ({ column, row }) => ({ column: column + 1, row }),
  PageUp: ({ column, row }) => ({ column, row: row - 4 }),
  PageDown: ({ column, row }) => ({ column, row: row + 4 }),
  Home: ({ column }) => ({ column, row: 0 }),
  End: ({ column }) => ({ column, row: ROWS - 1 }),
};

function isSame(one, other) {
  return one?.column === other?.column && one?.row === other?.row;
}

function placeOf(target) {
  const cell = target.closest?.("td");
  return cell && { column: Number(cell.dataset.column), row: Number(cell.dataset.row) };
}

// Whether a cell is between two others: within their days and times, or in a run from one to the other.
function isBetween({ column, row }, from, to, isRun) {
  const within = (value, one, other) => Math.min(one, other) <= value && value <= Math.max(one, other);
  const number = (cell) => cell.column * ROWS + cell.row;
  if (isRun) return within(number({ column, row }), number(from), number(to));
  return within(column, from.column, to.column) && within(row, from.row, to.row);
}

// columns: each with its short and long name. markAt: gets the number of a column and a minute of the day; gives null,
// or the kind of what is there, its text, and what is written where it begins. isRun: what is drawn goes on from day to
// day. draw: gets {first, last}, each {column, minute}: the cell that was drawn from, and that to which.
export function WeekGrid({ label, columns, markAt, isRun = false, draw }) {
  const grid = useRef();
  const pressed = useRef(null);
  const wasDragged = useRef(false);
  const released = useRef();
  const [active, activate] = useState({ column: 0, row: (9 * 60) / STEP });
  const [drawn, setDrawn] = useState(null);

  useEffect(() => {
    const box = grid.current.parentElement;
    const row = grid.current.tBodies[0].rows[FIRST_SEEN / STEP];
    box.scrollTop = row.offsetTop - grid.current.tHead.offsetHeight;
    const release = () => released.current();
    addEventListener("pointerup", release);
    return () => removeEventListener("pointerup", release);
  }, []);

  function finish(from, to) {
    setDrawn(null);
    const minute = ({ column, row }) => ({ column, minute: row * STEP });
    draw({ first: minute(from), last: minute(to) });
  }

  function press(place) {
    activate(place);
    if (drawn) return finish(drawn.from, place);
    setDrawn({ from: place, to: place });
    announce(t("week-grid.begun", { day: columns[place.column].long, time: formatMinute(place.row * STEP) }));
  }

  function click(event) {
    const place = placeOf(event.target);
    if (place && !wasDragged.current) press(place);
  }

  // A finger scrolls; it draws by two presses.
  function down(event) {
    wasDragged.current = false;
    const place = placeOf(event.target);
    if (place && event.pointerType !== "touch" && event.button === 0) pressed.current = place;
  }

  function over(event) {
    const place = placeOf(event.target);
    if (!place) return;
    if (pressed.current && !isSame(pressed.current, place)) setDrawn({ from: pressed.current, to: place, isDragged: true });
    else if (drawn) setDrawn({ ...drawn, to: place });
  }

  // Also outside of the grid: the last place within counts.
  released.current = () => {
    wasDragged.current = pressed.current !== null && Boolean(drawn?.isDragged);
    pressed.current = null;
    if (wasDragged.current) finish(drawn.from, drawn.to);
  };

  function key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && drawn) {
      event.stopPropagation();
      setDrawn(null);
      announce(t("week-grid.ended"));
    } else if (event.key === " " || event.key === "Enter") press(active);
    else if (MOVES[event.key]) move(MOVES[event.key](active));
    else return;
    event.preventDefault();
  }

  function move({ column, row }) {
    const limit = (value, most) => Math.max(0, Math.min(value, most));
    const place = { column: limit(column, columns.length - 1), row: limit(row, ROWS - 1) };
    activate(place);
    if (drawn) setDrawn({ from: drawn.from, to: place });
    grid.current.tBodies[0].rows[place.row].cells[place.column + 1].focus();
  }

  function cell(column, row) {
    const minute = row * STEP;
    const mark = markAt(column, minute);
    const isDrawn = drawn !== null && isBetween({ column, row }, drawn.from, drawn.to, isRun);
    const name = `${columns[column].long}, ${formatMinute(minute)}: ${mark?.text ?? t("week-grid.nothing")}`;
    return html`<td
      role="gridcell"
      data-column=${column}
      data-row=${row}
      class=${[mark?.kind, isDrawn && "drawn"].filter(Boolean).join(" ")}
      tabindex=${isSame(active, { column, row }) ? 0 : -1}
      aria-label=${name}
      aria-selected=${isDrawn}
    >
      ${mark?.note && html`<span class="note" aria-hidden="true">${mark.note}</span>`}
    </td>`;
  }

  return html`<div class="week-grid">
    <table
      ref=${grid}
      role="grid"
      aria-label=${label}
      aria-multiselectable="true"
      onClick=${click}
      onPointerDown=${down}
      onPointerOver=${over}
      onKeyDown=${key}
    >
      <thead>
        <tr>
          <th><span class="unseen">${t("week-grid.time")}</span></th>
          ${columns.map(
            ({ short, long }) => html`<th scope="col">
              <span aria-hidden="true">${short}</span><span class="unseen">${long}</span>
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: ROWS },
          (_, row) => html`<tr key=${row}>
            <th scope="row" class=${row % 2 ? "half" : undefined}>${formatMinute(row * STEP)}</th>
            ${columns.map((_, column) => cell(column, row))}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
