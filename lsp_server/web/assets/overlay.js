/** What is drawn over the map: what is pointed at and selected with its imports, and names. */

import { nodesOf, traceOf } from "./selection.js";
import { shownRow } from "./scene.js";

const NAMED = 40; // most names of modules at once
const TELLING = 8; // a package of fewer modules has no name on the map

export function radiusOf(app, module, scale) {
  const size = 2.2 + Math.sqrt(app.model.modules[module].fan_in) * 0.75;
  return Math.max(0.8, size * Math.min(1.6, Math.max(0.45, scale)));
}

export function overlay(context, picture) {
  const { app, pointed, ink, sight } = picture;
  const [node] = nodesOf(app);
  const trace = traceOf(app);
  const centre = pointed >= 0 ? [pointed] : node ? membersOf(app, node) : [];
  if (centre.length || trace.modules.length) {
    context.globalAlpha = 0.72;
    context.fillStyle = ink.ground;
    context.fillRect(0, 0, sight.width, sight.height);
    context.globalAlpha = 1;
  }
  if (trace.modules.length && pointed < 0) around(context, picture, trace);
  else if (centre.length) neighbourhood(context, picture, centre);
  else packages(context, picture);
}

function membersOf(app, { start, end }) {
  return app.tree.leaves.slice(start, end).filter((module) => !app.scene.hidden[module]);
}

/** A cycle or a breach: its modules, and the steps of its chain. */
function around(context, picture, { modules, steps, mark }) {
  const { ink } = picture;
  for (const [from, to] of steps) arrow(context, picture, from, to, ink[mark]);
  for (const module of modules) dot(context, picture, module, ink[mark]);
  const ends = new Set(steps.flat());
  names(context, picture, [...ends, ...modules.filter((module) => !ends.has(module))]);
}

/** Modules with all that they import and are imported by. */
function neighbourhood(context, picture, centre) {
  const { app, ink } = picture;
  const { out, into, edges } = app.model;
  const inside = new Set(centre);
  const around = new Map();
  const draw = (side, end, other, colour) => {
    for (const module of centre) {
      for (const edge of shownRow(app.scene, side, module)) {
        if (inside.has(end[edge])) continue;
        line(context, picture, module, end[edge], colour);
        around.set(end[edge], colour);
      }
    }
  };
  draw(into, edges.from, edges.to, ink.inward);
  draw(out, edges.to, edges.from, ink.outward);
  for (const [module, colour] of around) dot(context, picture, module, colour);
  for (const module of centre) dot(context, picture, module, ink.text);
  names(context, picture, [...(centre.length < 30 ? centre : []), ...around.keys()]);
}

function line(context, picture, from, to, colour) {
  Object.assign(context, { strokeStyle: colour, lineWidth: 1, globalAlpha: 0.55 });
  context.beginPath();
  context.moveTo(...spot(picture, from));
  context.lineTo(...spot(picture, to));
  context.stroke();
  context.globalAlpha = 1;
}

function arrow(context, picture, from, to, colour) {
  const [[x1, y1], [x2, y2]] = [spot(picture, from), spot(picture, to)];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const back = radiusOf(picture.app, to, picture.sight.scale) + 3;
  const [x, y] = [x2 - back * Math.cos(angle), y2 - back * Math.sin(angle)];
  Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: 2.2 });
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x, y);
  context.stroke();
  context.beginPath();
  context.moveTo(x, y);
  for (const side of [-0.42, 0.42])
    context.lineTo(x - 11 * Math.cos(angle + side), y - 11 * Math.sin(angle + side));
  context.fill();
}

function dot(context, picture, module, colour) {
  const radius = Math.max(2.5, radiusOf(picture.app, module, picture.sight.scale));
  Object.assign(context, { fillStyle: colour, strokeStyle: picture.ink.ground, lineWidth: 1.5 });
  context.beginPath();
  context.arc(...spot(picture, module), radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

/** The names of modules, those first that come first, none over another. */
function names(context, picture, modules) {
  context.font = "500 11.5px system-ui, sans-serif";
  const taken = [];
  let count = 0;
  for (const module of modules) {
    const [x, y] = spot(picture, module);
    const { name } = picture.app.model.modules[module];
    const radius = radiusOf(picture.app, module, picture.sight.scale);
    if (count < NAMED && label(context, picture, name, x + radius + 5, y, taken, "left")) count++;
  }
}

/** The names of the packages over their modules. */
function packages(context, picture) {
  const { app, groups } = picture;
  const taken = [];
  context.font = "600 13px system-ui, sans-serif";
  for (const node of groups) {
    const members = membersOf(app, node);
    if (members.length < TELLING) continue;
    const spots = members.map((module) => spot(picture, module));
    const middle = (axis) => spots.reduce((sum, point) => sum + point[axis], 0) / spots.length;
    label(context, picture, node.label, middle(0), middle(1), taken, "center");
  }
}

function label(context, { ink, sight }, text, x, y, taken, align) {
  const width = context.measureText(text).width;
  const left = align === "center" ? x - width / 2 : x;
  const box = { left: left - 2, right: left + width + 2, top: y - 8, bottom: y + 8 };
  const over = (other) =>
    box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
  const outside = box.right < 0 || box.left > sight.width || box.bottom < 0 || box.top > sight.height;
  if (outside || taken.some(over)) return false;
  taken.push(box);
  Object.assign(context, {
    textAlign: "left",
    textBaseline: "middle",
    lineJoin: "round",
    strokeStyle: ink.ground,
    lineWidth: 4,
    fillStyle: ink.text,
  });
  context.strokeText(text, left, y);
  context.fillText(text, left, y);
  return true;
}

function spot({ places, sight }, module) {
  return [places[2 * module] * sight.scale + sight.x, places[2 * module + 1] * sight.scale + sight.y];
}
