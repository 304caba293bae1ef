/**
 * The dependency matrix as values: its rows in order, and what stands in its cells. A column imports
 * a row; importers come first, so what stands above the diagonal points back.
 */

import { fold, lifted, links } from "./scene.js";
import { ordered } from "./order.js";

/**
 * {rows, cells, place}. A row is {node, depth, open, end}: `end` is the row after its last; cells are
 * `row * rows.length + column` → link, `place` is node's number → row. An open package has a row of its
 * own and no cells.
 */
export function gridOf(scene, open) {
  const { tree } = scene;
  const { stands } = fold(scene, open);
  const exact = links(scene, stands);
  const inside = lifted(tree, exact);
  const rows = [];
  list(tree.root, -1);
  const place = new Map(rows.map(({ node }, at) => [node.id, at]));
  const cells = new Map(exact.map((link) => [place.get(link.to) * rows.length + place.get(link.from), link]));
  return { rows, cells, place };

  function list(node, depth) {
    const isOpen = node.module < 0 && open.has(node.id);
    const row = { node, depth, open: isOpen, end: 0 };
    if (node.parent) rows.push(row);
    if (isOpen) for (const child of inOrder(node)) list(child, depth + 1);
    row.end = rows.length;
  }

  function inOrder(node) {
    const ids = node.children.filter(scene.count).map(({ id }) => id);
    return ordered(ids, inside.get(node.id) ?? []).map((id) => tree.nodes[id]);
  }
}
