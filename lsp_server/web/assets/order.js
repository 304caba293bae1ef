/**
 * The order in which things are shown: importers before what they import, and inside a cycle so
 * that little points back (Eades, Lin and Smyth's heuristic). The same input gives the same order.
 */

/** Node numbers in order; `list` are links {from, to, weight} between them. */
export function ordered(ids, list) {
  const place = new Map(ids.map((id, at) => [id, at]));
  const out = ids.map(() => []);
  for (const { from, to, weight } of list) out[place.get(from)].push({ to: place.get(to), weight });
  return components(out)
    .reverse()
    .flatMap((group) => (group.length > 1 ? untangled(group, out) : group))
    .map((at) => ids[at]);
}

/** How many steps below the top each node stands: linked nodes on different steps, in their order. */
export function levels(order, list) {
  const place = new Map(order.map((id, at) => [id, at]));
  const level = new Map(order.map((id) => [id, 0]));
  const pairs = list.map(({ from, to }) =>
    place.get(from) < place.get(to) ? { from, to } : { from: to, to: from },
  );
  const down = Map.groupBy(pairs, ({ from }) => from);
  for (const id of order) {
    for (const { to } of down.get(id) ?? []) level.set(to, Math.max(level.get(to), level.get(id) + 1));
  }
  return level;
}

/** Strongly connected components, imported before importers (Tarjan, without recursion). */
function components(out) {
  const index = new Int32Array(out.length).fill(-1);
  const low = new Int32Array(out.length);
  const onStack = new Uint8Array(out.length);
  const stack = [];
  const groups = [];
  let next = 0;
  const enter = (node) => {
    index[node] = low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
    return { node, at: 0 };
  };
  const leave = (node) => {
    if (low[node] !== index[node]) return;
    const group = stack.splice(stack.indexOf(node));
    for (const member of group) onStack[member] = 0;
    groups.push(group.sort((a, b) => a - b));
  };
  for (let first = out.length - 1; first >= 0; first--) {
    const path = index[first] < 0 ? [enter(first)] : [];
    while (path.length) {
      const here = path.at(-1);
      const edge = out[here.node][here.at++];
      if (edge && index[edge.to] < 0) path.push(enter(edge.to));
      else if (edge && onStack[edge.to]) low[here.node] = Math.min(low[here.node], index[edge.to]);
      if (edge) continue;
      path.pop();
      leave(here.node);
      if (path.length) low[path.at(-1).node] = Math.min(low[path.at(-1).node], low[here.node]);
    }
  }
  return groups;
}

/** A cycle's members so that the weight of the links that point back is small. */
function untangled(group, out) {
  const inside = new Set(group);
  const surplus = new Map(group.map((node) => [node, 0]));
  const arcs = group.flatMap((from) =>
    out[from].filter(({ to }) => inside.has(to)).map(({ to, weight }) => ({ from, to, weight })),
  );
  const into = Map.groupBy(arcs, ({ to }) => to);
  const outOf = Map.groupBy(arcs, ({ from }) => from);
  for (const { from, to, weight } of arcs) {
    surplus.set(from, surplus.get(from) + weight);
    surplus.set(to, surplus.get(to) - weight);
  }
  const order = [];
  while (surplus.size) {
    const best = [...surplus].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
    order.push(best);
    surplus.delete(best);
    for (const { to, weight } of outOf.get(best) ?? [])
      if (surplus.has(to)) surplus.set(to, surplus.get(to) + weight);
    for (const { from, weight } of into.get(best) ?? [])
      if (surplus.has(from)) surplus.set(from, surplus.get(from) - weight);
  }
  return order;
}
