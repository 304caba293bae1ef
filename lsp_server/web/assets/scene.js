/**
 * What of the graph is shown under the present filters, and the same folded into the packages that
 * are closed. Nothing here draws.
 */

import { siblings } from "./tree.js";
import { row } from "./model.js";

/** Imports executed at load bind harder, so an order respects them first. */
const WEIGHTS = [4, 3, 1, 1];

export function sceneOf(model, tree, { kinds, tests }) {
  const { modules, edges } = model;
  const hidden = Uint8Array.from(modules, (module) => (module.test && !tests ? 1 : 0));
  const shown = new Uint8Array(edges.size);
  let imports = 0;
  for (let edge = 0; edge < edges.size; edge++) {
    shown[edge] = kinds.has(edges.kind[edge]) && !hidden[edges.from[edge]] && !hidden[edges.to[edge]] ? 1 : 0;
    imports += shown[edge];
  }
  const before = new Int32Array(tree.leaves.length + 1);
  tree.leaves.forEach((module, at) => {
    before[at + 1] = before[at] + 1 - hidden[module];
  });
  const count = (node) => before[node.end] - before[node.start];
  return { model, tree, hidden, shown, imports, count };
}

/** The imports of a module that are shown, or with `into` those by which it is imported. */
export function shownRow(scene, side, module) {
  return Array.from(row(side, module)).filter((edge) => scene.shown[edge]);
}

/** The nodes seen when `open` packages are open, and for each module the node that stands for it. */
export function fold(scene, open) {
  const { tree, model } = scene;
  const stands = new Int32Array(model.modules.length).fill(-1);
  const seen = [];
  const visit = (node) => {
    if (!scene.count(node)) return;
    if (node.module < 0 && open.has(node.id)) {
      node.children.forEach(visit);
      return;
    }
    seen.push(node);
    for (let at = node.start; at < node.end; at++) stands[tree.leaves[at]] = node.id;
  };
  visit(tree.root);
  return { seen, stands };
}

/** The shown imports between different nodes of a fold, one link for each pair. */
export function links(scene, stands) {
  const { edges } = scene.model;
  const size = scene.tree.nodes.length;
  const found = new Map();
  for (let edge = 0; edge < edges.size; edge++) {
    if (!scene.shown[edge]) continue;
    const from = stands[edges.from[edge]];
    const to = stands[edges.to[edge]];
    if (from !== to) join(found, from * size + to, from, to, 1, WEIGHTS[edges.kind[edge]], edges.marks[edge]);
  }
  return [...found.values()];
}

/** Links lifted to the children of the package that holds both ends: package's number → links. */
export function lifted(tree, list) {
  const found = new Map();
  for (const { from, to, count, weight, marks } of list) {
    const [a, b] = siblings(tree.nodes[from], tree.nodes[to]);
    const key = a.parent.id;
    if (!found.has(key)) found.set(key, new Map());
    join(found.get(key), a.id * tree.nodes.length + b.id, a.id, b.id, count, weight, marks);
  }
  return new Map([...found].map(([key, inside]) => [key, [...inside.values()]]));
}

/** The shown imports from below one node to below another. */
export function between(scene, from, to) {
  const { tree, model } = scene;
  const inside = new Uint8Array(model.modules.length);
  for (let at = to.start; at < to.end; at++) inside[tree.leaves[at]] = 1;
  return tree.leaves
    .slice(from.start, from.end)
    .flatMap((module) => shownRow(scene, model.out, module).filter((edge) => inside[model.edges.to[edge]]));
}

function join(found, key, from, to, count, weight, marks) {
  const known = found.get(key);
  if (!known) {
    found.set(key, { from, to, count, weight, marks });
    return;
  }
  known.count += count;
  known.weight += weight;
  known.marks |= marks;
}
