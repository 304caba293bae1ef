/**
 * The graph document, indexed for drawing: imports as columns, found from either end, marked with
 * what is wrong with them. What is shown of it is the scene's business.
 */

export const KINDS = ["load", "conditional", "lazy", "typing"];

/** What an import can be part of, as bits. */
export const SOFT = 1;
export const LOAD = 2;
export const BREACH = 4;
export const CUT = 8;

const AT_LOAD = 1; // KINDS[0] and KINDS[1] are executed when the module is

export function modelOf(graph) {
  const modules = graph.modules;
  const edges = columns(graph.edges);
  const model = {
    graph,
    modules,
    edges,
    out: rows(edges.from, modules.length),
    into: rows(edges.to, modules.length),
    cyclesOf: membership(graph.cycles, (cycle) => cycle.modules, modules.length),
    breachesOf: membership(graph.breaches, (breach) => breach.chain.slice(0, 1), modules.length),
    externalOf: membership(graph.external, (external) => external.importers, modules.length),
  };
  markCycles(model);
  markBreaches(model);
  return model;
}

/** The number of the import from one module to another, or -1. */
export function edgeBetween(model, importer, imported) {
  const { start, items } = model.out;
  for (let at = start[importer]; at < start[importer + 1]; at++) {
    if (model.edges.to[items[at]] === imported) return items[at];
  }
  return -1;
}

/** The numbers of the imports in a row of `out` or `into`. */
export function row(side, module) {
  return side.items.subarray(side.start[module], side.start[module + 1]);
}

function columns(list) {
  const size = list.length;
  const edges = {
    size,
    from: new Int32Array(size),
    to: new Int32Array(size),
    kind: new Uint8Array(size),
    line: new Int32Array(size),
    isNew: new Uint8Array(size),
    marks: new Uint8Array(size),
  };
  list.forEach(([importer, imported, kind, line, isNew], at) => {
    edges.from[at] = importer;
    edges.to[at] = imported;
    edges.kind[at] = KINDS.indexOf(kind);
    edges.line[at] = line;
    edges.isNew[at] = isNew ? 1 : 0;
  });
  return edges;
}

/** Edge numbers grouped by one of their ends: those of module m are items[start[m]..start[m + 1]]. */
function rows(ends, size) {
  const start = new Int32Array(size + 1);
  for (const end of ends) start[end + 1]++;
  for (let at = 0; at < size; at++) start[at + 1] += start[at];
  const next = start.slice();
  const items = new Int32Array(ends.length);
  ends.forEach((end, edge) => {
    items[next[end]++] = edge;
  });
  return { start, items };
}

/** For each module the numbers of the things whose `members` it is one of. */
function membership(things, members, size) {
  const of = Array.from({ length: size }, () => []);
  things.forEach((thing, number) => {
    for (const module of members(thing)) of[module].push(number);
  });
  return of;
}

function markCycles({ graph, edges, modules }) {
  const groups = {
    [LOAD]: new Int32Array(modules.length).fill(-1),
    [SOFT]: new Int32Array(modules.length).fill(-1),
  };
  graph.cycles.forEach((cycle, number) => {
    const group = groups[cycle.load ? LOAD : SOFT];
    for (const module of cycle.modules) group[module] = number;
  });
  for (let edge = 0; edge < edges.size; edge++) {
    edges.marks[edge] |= markOf(groups, edges.from[edge], edges.to[edge], edges.kind[edge]);
  }
}

function markOf(groups, from, to, kind) {
  const within = (group) => group[from] >= 0 && group[from] === group[to];
  if (kind <= AT_LOAD && within(groups[LOAD])) return LOAD;
  return within(groups[SOFT]) ? SOFT : 0;
}

function markBreaches(model) {
  const mark = (importer, imported, bit) => {
    const edge = edgeBetween(model, importer, imported);
    if (edge >= 0) model.edges.marks[edge] |= bit;
  };
  for (const { cuts } of model.graph.cycles) {
    for (const { importer, imported } of cuts) mark(importer, imported, CUT);
  }
  for (const { chain } of model.graph.breaches) {
    chain.slice(1).forEach((imported, at) => mark(chain[at], imported, BREACH));
  }
}
