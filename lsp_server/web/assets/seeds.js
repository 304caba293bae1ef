/** Where the map begins: each package a disc, filled with the discs of its children, larger first. */

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const ROOM = 9; // radius around a module
const SEVERAL = 6; // packages to tell apart at least
const LOOSE = 1.25; // how much more room a package takes than its children

/** x, y, x, y … of the modules. */
export function seeds(tree, size) {
  const places = new Float32Array(2 * size);
  const radius = new Map();
  measure(tree.root);
  place(tree.root, 0, 0);
  return places;

  function measure(node) {
    const area = node.children.reduce((sum, child) => sum + measure(child) ** 2, 0);
    radius.set(node.id, node.module >= 0 ? ROOM : Math.sqrt(area) * (node.children.length > 1 ? LOOSE : 1));
    return radius.get(node.id);
  }

  function place(node, x, y) {
    if (node.module >= 0) places.set([x, y], 2 * node.module);
    const children = node.children.toSorted((a, b) => radius.get(b.id) - radius.get(a.id) || a.id - b.id);
    let area = 0;
    children.forEach((child, at) => {
      const own = radius.get(child.id);
      const away = at ? Math.sqrt(area + own ** 2 / 2) * LOOSE : 0;
      area += own ** 2;
      place(child, x + away * Math.cos(at * GOLDEN), y + away * Math.sin(at * GOLDEN));
    });
  }
}

/** The packages that the map tells apart, by size: the largest is split until there are several. */
export function coloured(tree) {
  const packagesIn = (node) => node.children.filter(({ module }) => module < 0);
  const larger = (a, b) => b.end - b.start - (a.end - a.start) || a.id - b.id;
  const groups = packagesIn(tree.root);
  while (groups.length < SEVERAL) {
    const largest = groups.filter((node) => packagesIn(node).length).sort(larger)[0];
    if (!largest) break;
    groups.splice(groups.indexOf(largest), 1, ...packagesIn(largest));
  }
  return groups.sort(larger);
}

/** Module → the number of the part of the map it belongs to; 0 is that of the modules between. */
export function regions(tree, groups) {
  const of = new Int32Array(tree.leaves.length);
  groups.forEach(({ start, end }, number) => {
    for (let at = start; at < end; at++) of[tree.leaves[at]] = number + 1;
  });
  return of;
}
