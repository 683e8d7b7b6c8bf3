// A plot of numbers by day, in the colours of the page. The table beside it says the same.

import { html } from "htm/preact";
import { useEffect, useId, useRef } from "preact/hooks";
import uPlot from "uplot";

import { formatNumber, locale, t } from "../text.js";

const HEIGHT = 220;
const HALF_DAY = 43_200;
const DARK = matchMedia("(prefers-color-scheme: dark)");

// Its sheet is wanted here only.
const styles = new Promise((resolve) => {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: import.meta.resolve("uplot/style"), onload: resolve, onerror: resolve });
  document.head.append(link);
});

const dayNames = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });

function options({ width, isBars, top }) {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--soft"),
    grid: { stroke: colour("--raised"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
    font: "14px system-ui, sans-serif",
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: {
      x: { range: (_, first, last) => [first - HALF_DAY, last + HALF_DAY] },
      y: { range: (_, __, most) => [0, top ?? Math.max(1, Math.ceil(most * 1.1))] },
    },
    axes: [
      { ...axis, space: 70, incrs: [1, 2, 7, 14].map((days) => days * 86_400), values: (_, all) => all.map((at) => dayNames.format(at * 1000)) },
      { ...axis, size: 56, incrs: [1, 2, 5, 10, 20, 25, 50, 100, 250, 500, 1000, 5000], values: (_, all) => all.map(formatNumber) },
    ],
    series: [
      {},
      {
        stroke: colour("--accent"),
        fill: isBars ? colour("--accent") : undefined,
        width: 2,
        points: { show: !isBars, size: 6 },
        paths: isBars ? uPlot.paths.bars({ size: [0.6, 40] }) : undefined,
      },
    ],
  };
}

// days: such as 2030-01-07, in their order. values: a number for each, or null. top: the greatest that there can be.
export function Plot({ title, days, values, unit = "", isBars = false, top }) {
  const box = useRef();
  const id = useId();

  useEffect(() => {
    // The page is told of a new size also when it is being left, without the box.
    const node = box.current;
    const data = [days.map((day) => Date.parse(`${day}T00:00Z`) / 1000), values];
    let plot = null;
    let isLeft = false;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(options({ width: node.clientWidth, isBars, top }), data, node);
    };
    const watch = new ResizeObserver(() => plot?.setSize({ width: node.clientWidth, height: HEIGHT }));
    styles.then(() => {
      if (isLeft) return;
      draw();
      watch.observe(node);
      DARK.addEventListener("change", draw);
    });
    return () => {
      isLeft = true;
      watch.disconnect();
      DARK.removeEventListener("change", draw);
      plot?.destroy();
    };
  }, [days.join(), values.join()]);

  return html`<section>
    <h2 id=${id}>${title}${unit && ` (${unit})`}</h2>
    <div ref=${box} class="plot" role="img" aria-label=${t("plot.about", { title })}></div>
  </section>`;
}
