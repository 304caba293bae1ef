/**
 * Where the boxes of one package stand in their rows, and how the links run between them. All links
 * to one box share a trunk through the rows that they cross, so that a drawing of many links has
 * few lines; a trunk takes a place in its rows like a box, so no line runs through one.
 */

const BETWEEN = 14; // boxes of a row
const BESIDE = 7; // a trunk and its neighbours
const SWEEPS = 8;
const MOST_TRUNKS = 4000; // places; with more, links run straight

/** Order the rows, give each item its `x` and each link its `way` of row → item. */
export function routed(rows, list) {
  const net = netOf(rows, list);
  for (let sweep = 0; sweep < SWEEPS; sweep++) arrange(net, sweep % 2 === 0);
  spread(net);
  rows.forEach((row, at) => {
    row.items = net.rows[at].filter(({ node }) => node);
  });
  return net;
}

/** The places of all rows (boxes, and trunks where links cross) and what is joined to what. */
function netOf(rows, list) {
  const net = {
    rows: rows.map(({ items }) => items.slice()),
    above: new Map(),
    below: new Map(),
    ways: new Map(),
  };
  const home = new Map();
  rows.forEach(({ items }, row) => items.forEach((item) => home.set(item.node.id, { item, row })));
  const crossed = list.reduce(
    (sum, { from, to }) => sum + Math.abs(home.get(from).row - home.get(to).row) - 1,
    0,
  );
  const trunks = crossed > MOST_TRUNKS * 4 ? null : new Map();
  for (const link of list) net.ways.set(link, way(net, trunks, home, link));
  return net;
}

/** The places that a link runs through: its importer, trunks of the imported box, the box itself. */
function way(net, trunks, home, link) {
  const [from, to] = [home.get(link.from), home.get(link.to)];
  const step = from.row < to.row ? 1 : -1;
  const places = [from.item];
  for (let row = from.row + step; trunks && row !== to.row; row += step) {
    places.push(trunkAt(net, trunks, to.item, row));
  }
  places.push(to.item);
  for (let at = 1; at < places.length && trunks; at++) {
    const [upper, lower] = step > 0 ? [places[at - 1], places[at]] : [places[at], places[at - 1]];
    tie(net.below, upper, lower);
    tie(net.above, lower, upper);
  }
  return places;
}

function trunkAt(net, trunks, item, row) {
  const key = `${item.node.id}:${row}`;
  if (!trunks.has(key)) {
    const place = { width: 2, trunk: true, row };
    trunks.set(key, place);
    net.rows[row].push(place);
  }
  return trunks.get(key);
}

/** Note that two places are joined; trunks want to run straight, so they pull harder on each other. */
function tie(side, place, other) {
  if (!side.has(place)) side.set(place, new Map());
  side.get(place).set(other, place.trunk && other.trunk ? 6 : 1);
}

/** Put each row into the order of the mean places of its neighbours in the row before. */
function arrange({ rows, above, below }, down) {
  const at = new Map();
  const number = (row) => row.forEach((place, index) => at.set(place, (index + 0.5) / row.length));
  rows.forEach(number);
  const turn = down ? rows : rows.toReversed();
  for (const row of turn) {
    const wanted = new Map(
      row.map((place) => [place, mean((down ? above : below).get(place), at) ?? at.get(place)]),
    );
    row.sort((a, b) => wanted.get(a) - wanted.get(b));
    number(row);
  }
}

/** Give each place its x (of its middle), near its neighbours' and apart from those beside it. */
function spread({ rows, above, below }) {
  const x = new Map();
  for (const row of rows)
    fit(
      row,
      row.map(() => 0),
      x,
    );
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const row of sweep % 2 ? rows.toReversed() : rows) {
      const joined = (place) => new Map([...(above.get(place) ?? []), ...(below.get(place) ?? [])]);
      fit(
        row,
        row.map((place) => mean(joined(place), x) ?? 0),
        x,
      );
    }
  }
  const left = Math.min(...rows.flatMap((row) => row.map((place) => x.get(place) - place.width / 2)));
  for (const row of rows) for (const place of row) place.x = x.get(place) - left;
}

/** The places of a row as near to those wanted as their widths allow (least squares, pooled). */
function fit(row, wanted, x) {
  const offset = [0];
  for (let at = 1; at < row.length; at++) offset.push(offset[at - 1] + apart(row[at - 1], row[at]));
  const pools = [];
  wanted.forEach((want, at) => {
    let pool = { sum: want - offset[at], size: 1 };
    while (pools.length && pools.at(-1).sum / pools.at(-1).size >= pool.sum / pool.size) {
      const before = pools.pop();
      pool = { sum: pool.sum + before.sum, size: pool.size + before.size };
    }
    pools.push(pool);
  });
  const values = pools.flatMap(({ sum, size }) => Array(size).fill(sum / size));
  row.forEach((place, at) => x.set(place, values[at] + offset[at]));
}

const apart = (a, b) => (a.width + b.width) / 2 + (a.trunk || b.trunk ? BESIDE : BETWEEN);

function mean(neighbours, values) {
  if (!neighbours?.size) return undefined;
  let [sum, weights] = [0, 0];
  for (const [other, weight] of neighbours) {
    sum += values.get(other) * weight;
    weights += weight;
  }
  return sum / weights;
}
