/**
 * Boxes inside boxes: the children of each open package in layers, importers above what they import.
 * Sizes come from below, places from above.
 */

import { levels, ordered } from "./order.js";

export const HEADER = 30;
const LEAF = 26;
const CLOSED = 30;
const PADDING = 14;
const GAP = 12; // between boxes of a row, and between the rows of one layer
const LAYER = 34; // between layers, where the links are
const ASPECT = 1.7;

/**
 * Lay out what is open below a node: {boxes, width, height}. `boxes` is node's number → {node, x, y,
 * width, height, open}. `inside` is package's number → its children's links, `textWidth` measures.
 */
export function layered(root, { count, open, inside, textWidth }) {
  const boxes = new Map();
  const whole = sized(root);
  placed(whole, 0, 0);
  return { boxes, width: whole.width, height: whole.height };

  function sized(node) {
    if (node.module < 0 && open.has(node.id)) return container(node);
    const text = textWidth(node.label);
    if (node.module >= 0) return { node, width: text + 22, height: LEAF };
    return { node, width: text + textWidth(String(count(node))) + 46, height: CLOSED };
  }

  function container(node) {
    const children = node.children.filter(count);
    const rows = rowsOf(children.map(sized), inside.get(node.id) ?? []);
    const label = node.parent ? textWidth(node.label) + 60 : 0;
    const width = Math.max(label, ...rows.map((row) => row.width)) + 2 * PADDING;
    let y = (node.parent ? HEADER : 0) + PADDING;
    for (const row of rows) {
      row.y = y;
      row.x = (width - row.width) / 2;
      y += row.height + row.after;
    }
    return { node, rows, width, height: y + PADDING };
  }

  function placed(box, x, y) {
    const { node, width, height, rows } = box;
    boxes.set(node.id, { node, x, y, width, height, open: Boolean(rows) });
    for (const row of rows ?? []) {
      let left = x + row.x;
      for (const item of row.items) {
        placed(item, left, y + row.y + (row.height - item.height) / 2);
        left += item.width + GAP;
      }
    }
  }
}

/** The rows of a package's boxes from the top: {items, width, height, after}. */
function rowsOf(items, list) {
  const byId = new Map(items.map((item) => [item.node.id, item]));
  const order = ordered([...byId.keys()], list);
  const level = levels(order, list);
  const area = items.reduce((sum, { width, height }) => sum + (width + GAP) * (height + LAYER), 0);
  const wide = Math.max(420, Math.sqrt(area * ASPECT), ...items.map(({ width }) => width));
  const layers = [...Map.groupBy(order, (id) => level.get(id))].sort(([a], [b]) => a - b);
  return layers.flatMap(([, ids]) => wrapped(ids.map((id) => byId.get(id)), wide)).map(spaced);
}

function wrapped(items, wide) {
  const rows = [];
  let width = Infinity;
  for (const item of items) {
    if (width + item.width > wide) {
      rows.push({ items: [], after: GAP });
      width = 0;
    }
    rows.at(-1).items.push(item);
    width += item.width + GAP;
  }
  rows.at(-1).after = LAYER;
  return rows;
}

function spaced(row, at, rows) {
  row.width = row.items.reduce((sum, { width }) => sum + width + GAP, -GAP);
  row.height = Math.max(...row.items.map(({ height }) => height));
  if (at === rows.length - 1) row.after = 0;
  return row;
}
