/** What a change reaches: everything that imports a module, directly or through others. */

import { row } from "./model.js";

/** The modules reached from one over shown imports; `side` and `end` say in which direction. */
export function reach(scene, module, side, end) {
  const seen = new Uint8Array(scene.model.modules.length);
  seen[module] = 1;
  const queue = [module];
  for (const here of queue) {
    for (const edge of row(side, here)) {
      const there = end[edge];
      if (!scene.shown[edge] || seen[there]) continue;
      seen[there] = 1;
      queue.push(there);
    }
  }
  return queue.slice(1);
}
