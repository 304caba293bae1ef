/** Where the map begins: each package a disc, filled with the discs of its children, larger first, tests last. */

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const ROOM = 9; // radius around a module
const SEVERAL = 6; // packages to tell apart at least
const LARGE = 0.7; // of all modules that are no tests: a package that holds more is split
const LOOSE = 1.25; // how much more room a package takes than its children

/** x, y, x, y … of the modules. */
export function seeds(tree, modules) {
  const places = new Float32Array(2 * modules.length);
  const own = ownOf(tree, modules);
  const radius = ({ start, end }) => ROOM * Math.sqrt(end - start);
  place(tree.root, 0, 0);
  return places;

  function place(node, x, y) {
    if (node.module >= 0) places.set([x, y], 2 * node.module);
    const children = node.children.toSorted(
      (a, b) => own(b) - own(a) || radius(b) - radius(a) || a.id - b.id,
    );
    let area = 0;
    children.forEach((child, at) => {
      const own = radius(child);
      const away = at ? Math.max(radius(children[0]) + own, Math.sqrt(area)) * LOOSE : 0;
      area += own ** 2;
      place(child, x + away * Math.cos(at * GOLDEN), y + away * Math.sin(at * GOLDEN));
    });
  }
}

/** The packages that the map tells apart, by size: the largest is split until there are several. */
export function coloured(tree, modules) {
  const own = ownOf(tree, modules);
  const larger = (a, b) => own(b) - own(a) || b.end - b.start - (a.end - a.start) || a.id - b.id;
  const packagesIn = (node) => node.children.filter(({ module }) => module < 0);
  const groups = packagesIn(tree.root);
  while (groups.length < SEVERAL || own(groups.toSorted(larger)[0]) > LARGE * own(tree.root)) {
    const largest = groups.filter((node) => own(node) && packagesIn(node).length).sort(larger)[0];
    if (!largest) break;
    groups.splice(groups.indexOf(largest), 1, ...packagesIn(largest));
  }
  return groups.sort(larger);
}

/** A node → how many of its modules are no tests. */
function ownOf(tree, modules) {
  const before = [0];
  for (const module of tree.leaves) before.push(before.at(-1) + (modules[module].test ? 0 : 1));
  return ({ start, end }) => before[end] - before[start];
}

/** Module → the number of the part of the map it belongs to; 0 is that of the modules between. */
export function regions(tree, groups) {
  const of = new Int32Array(tree.leaves.length);
  groups.forEach(({ start, end }, number) => {
    for (let at = start; at < end; at++) of[tree.leaves[at]] = number + 1;
  });
  return of;
}
