/** Small charts in a line of a table. */

import { s } from "./dom.js";

const WIDTH = 200;
const HEIGHT = 26;

/** A change as a bar to the right of the middle (worse) or to its left; `most` fills half the width. */
export function bar(change, most) {
  const long = (Math.abs(change) / most) * (WIDTH / 2 - 2);
  const x = change > 0 ? WIDTH / 2 : WIDTH / 2 - long;
  return s("svg", { viewBox: `0 0 ${WIDTH} 14`, preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { class: change > 0 ? "worse" : "better", x, y: 2, width: long, height: 10 }),
    s("line", { class: "axis", x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: 14 }));
}

/** Figures from the first to the last as a line; `said` is for who cannot see it. */
export function sparkline(values, said) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index) => (index / Math.max(1, values.length - 1)) * WIDTH;
  const y = (value) => HEIGHT - 3 - ((value - low) / Math.max(1, high - low)) * (HEIGHT - 6);
  const path = values.map((value, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  return s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": said }, s("path", { d: path }));
}
