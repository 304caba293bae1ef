/**
 * Draws the map. All modules and imports go to a layer behind, a bounded number of them a frame;
 * panning and zooming show that layer as it is until it has been drawn anew. What is pointed at or
 * selected is drawn over it.
 */

import { inks, prepared } from "./canvas.js";
import { layerOf } from "./layer.js";
import { overlay } from "./overlay.js";

export function plotOf(canvas, app, { places: seeded, groups }) {
  const { model, tree } = app;
  const groupOf = groupsOf(tree, groups, model.modules.length);
  const sight = { x: 0, y: 0, scale: 1, width: 1, height: 1 };
  const layer = layerOf(app, groupOf);
  let places = seeded;
  let ink = null;
  let pointed = -1;
  let pending = false;

  /** Draw soon. With `anew` the layer is stale: for another sight, other places or other colours. */
  function later(anew) {
    if (anew) layer.stale();
    if (pending) return;
    pending = true;
    requestAnimationFrame(paint);
  }

  function paint() {
    pending = false;
    if (sight.width < 2) return;
    ink ??= inks();
    const more = layer.advance({ sight, places, ink });
    const context = prepared(canvas, sight.width, sight.height);
    layer.show(context, sight);
    overlay(context, { app, sight, places, ink, pointed, groups });
    app.work.frames++;
    if (more) later(false);
  }

  return {
    places: () => places.slice(),
    place: (module) => [places[2 * module], places[2 * module + 1]],
    look(view) {
      Object.assign(sight, view);
      later(true);
    },
    resize(width, height) {
      Object.assign(sight, { width, height });
      later(true);
    },
    move(moved) {
      places = moved;
      later(true);
    },
    point(module) {
      pointed = module;
      later(false);
    },
    refresh(keys) {
      if (keys.has("dark")) ink = null;
      later(keys.has("dark") || keys.has("scene") || keys.has("view"));
    },
    /** The shown module nearest to a point and within a distance of it, or -1. */
    nearest(x, y, within) {
      let best = -1;
      let least = within * within;
      for (let module = 0; 2 * module < places.length; module++) {
        const square = (places[2 * module] - x) ** 2 + (places[2 * module + 1] - y) ** 2;
        if (square >= least || app.scene.hidden[module]) continue;
        [best, least] = [module, square];
      }
      return best;
    },
    bounds() {
      const range = (axis) => {
        let [least, most] = [Infinity, -Infinity];
        for (let at = axis; at < places.length; at += 2) {
          if (app.scene.hidden[at >> 1]) continue;
          least = Math.min(least, places[at]);
          most = Math.max(most, places[at]);
        }
        return least <= most ? [least, most - least] : [0, 1];
      };
      const [[x, width], [y, height]] = [range(0), range(1)];
      return { x, y, width, height };
    },
  };
}

/** Module → the number of its colour; 8 is that of all the rest. */
function groupsOf(tree, groups, size) {
  const of = new Uint8Array(size).fill(8);
  groups.slice(0, 8).forEach(({ start, end }, number) => {
    for (let at = start; at < end; at++) of[tree.leaves[at]] = number;
  });
  return of;
}
