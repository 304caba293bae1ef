/** Lays out the map beside the page and tells where everything is, now and then. */

import { forcesOf } from "./forces.js";

const EACH = 8; // steps between two tellings

addEventListener("message", ({ data }) => {
  const forces = forcesOf(data);
  for (let step = 0; step < data.steps; step++) {
    forces.step(0.99 * (1 - step / data.steps) ** 1.5 + 0.01);
    if (step % EACH === EACH - 1) postMessage({ places: forces.places.slice(), done: false });
  }
  postMessage({ places: forces.places, done: true });
});
