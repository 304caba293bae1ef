/** The layer behind the map: modules and imports, drawn in slices so that no frame waits for all. */

import { prepared } from "./canvas.js";
import { BREACH, LOAD } from "./model.js";
import { radiusOf } from "./overlay.js";

/** Imports drawn in one frame at most; a module counts for one as well. */
export const SLICE = 4000;

export function layerOf(app, groupOf) {
  let front = { canvas: document.createElement("canvas"), sight: null };
  let back = { canvas: document.createElement("canvas"), sight: null };
  let stale = true;
  let run = null;

  return {
    stale: () => (stale = true),
    /** Draw the next slice; tells whether there is more to draw. */
    advance(picture) {
      if (!run && stale) {
        stale = false;
        back.sight = { ...picture.sight };
        run = strokes(
          prepared(back.canvas, back.sight.width, back.sight.height),
          { ...picture, sight: back.sight },
          app,
          groupOf,
        );
      }
      if (run?.next().done) {
        run = null;
        [front, back] = [back, front];
        app.work.layers = (app.work.layers ?? 0) + 1;
      }
      return Boolean(run) || stale;
    },
    /** Show what is drawn as it looks from where one is now. */
    show(context, sight) {
      if (!front.sight) return;
      const zoom = sight.scale / front.sight.scale;
      const { width, height } = front.sight;
      context.drawImage(
        front.canvas,
        sight.x - front.sight.x * zoom,
        sight.y - front.sight.y * zoom,
        width * zoom,
        height * zoom,
      );
    },
  };
}

/** Draw everything; yields after each slice. */
function* strokes(context, picture, app, groupOf) {
  const passes = [
    {
      bits: 0,
      colour: picture.ink.strong,
      alpha: Math.max(0.05, Math.min(0.4, 700 / app.scene.imports)),
      width: 0.7,
    },
    { bits: LOAD, colour: picture.ink.cycle, alpha: 0.8, width: 1.1 },
    { bits: BREACH, colour: picture.ink.breach, alpha: 0.9, width: 1.5 },
  ];
  for (const pass of passes) yield* lines(context, picture, app, pass);
  context.globalAlpha = 1;
  yield* dots(context, picture, app, groupOf);
}

function* lines(context, { sight, places }, app, { bits, colour, alpha, width }) {
  const { from, to, marks, size } = app.model.edges;
  const { x, y, scale } = sight;
  let drawn = 0;
  const stroke = () => {
    Object.assign(context, { strokeStyle: colour, globalAlpha: alpha, lineWidth: width });
    context.stroke();
    app.work.slice = Math.max(app.work.slice ?? 0, drawn);
    drawn = 0;
    context.beginPath();
  };
  context.beginPath();
  for (let edge = 0; edge < size; edge++) {
    if (!app.scene.shown[edge] || rank(marks[edge]) !== bits) continue;
    const [a, b] = [2 * from[edge], 2 * to[edge]];
    const [x1, y1, x2, y2] = [
      places[a] * scale + x,
      places[a + 1] * scale + y,
      places[b] * scale + x,
      places[b + 1] * scale + y,
    ];
    if (beyond(x1, x2, sight.width) || beyond(y1, y2, sight.height)) continue;
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    if (++drawn < SLICE) continue;
    stroke();
    yield;
  }
  stroke();
}

function* dots(context, { sight, places, ink }, app, groupOf) {
  const { x, y, scale, width, height } = sight;
  let drawn = 0;
  for (let module = 0; module < app.model.modules.length; module++) {
    const [left, top] = [places[2 * module] * scale + x, places[2 * module + 1] * scale + y];
    if (app.scene.hidden[module] || left < -20 || top < -20 || left > width + 20 || top > height + 20)
      continue;
    const radius = radiusOf(app, module, scale);
    context.fillStyle = ink[`g${groupOf[module]}`] ?? ink.muted;
    if (radius < 1.6) context.fillRect(left - radius, top - radius, 2 * radius, 2 * radius);
    else disc(context, left, top, radius);
    if (++drawn % SLICE === 0) yield;
  }
}

function disc(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

const rank = (marks) => (marks & BREACH ? BREACH : marks & LOAD);
const beyond = (a, b, most) => (a < 0 && b < 0) || (a > most && b > most);
