/**
 * Boxes inside boxes: the children of each open package in rows, importers above what they import.
 * Sizes come from below, places from above.
 */

import { levels, ordered } from "./order.js";
import { routed } from "./routes.js";

export const HEADER = 30;
const LEAF = 26;
const CLOSED = 30;
const PADDING = 16;
const GAP = 14; // between rows of one layer
const LAYER = 36; // between layers, where the links bend
const ASPECT = 1.9;

/**
 * Lay out what is open below a node: {boxes, paths, width, height}. `boxes` is node's number → {node,
 * x, y, width, height, open}, `paths` is link → its points. `inside` is package's number → its
 * children's links, `textWidth` measures.
 */
export function layered(root, { count, open, inside, textWidth }) {
  const boxes = new Map();
  const paths = new Map();
  const whole = sized(root);
  placed(whole, 0, 0);
  return { boxes, paths, width: whole.width, height: whole.height };

  function sized(node) {
    if (node.module < 0 && open.has(node.id)) return container(node);
    if (node.module >= 0) return { node, width: textWidth(node.label) + 22, height: LEAF };
    return { node, width: textWidth(node.label, true) + textWidth(String(count(node))) + 46, height: CLOSED };
  }

  function container(node) {
    const list = inside.get(node.id) ?? [];
    const rows = rowsOf(node.children.filter(count).map(sized), list);
    const net = routed(rows, list);
    const right = Math.max(0, ...net.rows.flat().map((place) => place.x + place.width / 2));
    const label = node.parent ? textWidth(node.label) + 80 : 0;
    const shift = Math.max(0, (label - right) / 2);
    let y = (node.parent ? HEADER : 0) + PADDING;
    for (const row of rows) {
      row.y = y;
      y += row.height + row.after;
    }
    return {
      node,
      rows,
      net,
      shift: shift + PADDING,
      width: Math.max(label, right) + 2 * PADDING,
      height: y + PADDING,
    };
  }

  function placed(box, x, y) {
    const { node, width, height, rows } = box;
    boxes.set(node.id, { node, x, y, width, height, open: Boolean(rows) });
    if (!rows) return;
    const left = x + box.shift;
    for (const row of rows) {
      for (const item of row.items) {
        placed(item, left + item.x - item.width / 2, y + row.y + (row.height - item.height) / 2);
      }
    }
    for (const [link, way] of box.net.ways) paths.set(link, pointsOf(way, rows, left, y, boxes));
  }
}

/** The points of a way: [x, y where it enters, y where it leaves] for each place. */
function pointsOf(way, rows, left, top, boxes) {
  const last = way.length - 1;
  const box = (place) => boxes.get(place.node.id);
  const down = box(way[0]).y < box(way[last]).y;
  return way.map((place) => {
    const { y, height } = place.trunk
      ? { y: top + rows[place.row].y, height: rows[place.row].height }
      : box(place);
    return down ? [left + place.x, y, y + height] : [left + place.x, y + height, y];
  });
}

/** The rows of a package's boxes from the top: {items, height, after}. */
function rowsOf(items, list) {
  const byId = new Map(items.map((item) => [item.node.id, item]));
  const order = ordered([...byId.keys()], list);
  const level = levels(order, list);
  const area = items.reduce((sum, { width, height }) => sum + (width + GAP) * (height + LAYER), 0);
  const wide = Math.max(420, Math.sqrt(area * ASPECT), ...items.map(({ width }) => width));
  const layers = [...Map.groupBy(order, (id) => level.get(id))].sort(([a], [b]) => a - b);
  const rows = layers.flatMap(([, ids]) =>
    wrapped(
      ids.map((id) => byId.get(id)),
      wide,
    ),
  );
  for (const row of rows) row.height = Math.max(...row.items.map(({ height }) => height));
  if (rows.length) rows.at(-1).after = 0;
  return rows;
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
