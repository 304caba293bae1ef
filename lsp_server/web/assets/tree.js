/**
 * The tree of packages. Each module is a leaf; a package that holds others keeps its own file as a
 * leaf `__init__`. The leaves below a node are a range of `leaves`, which makes counting cheap.
 */

const MOST = 0.6; // of a package's modules: who holds as many is what the package is about

export function treeOf(modules) {
  const tree = { nodes: [], leaves: [], leafOf: new Int32Array(modules.length) };
  const root = add(tree, "", "", null);
  const packages = new Map([["", root]]);
  const holders = holdersOf(modules);
  const order = modules.map((_, module) => module).sort((a, b) => compare(modules[a].name, modules[b].name));
  for (const module of order) {
    const { name } = modules[module];
    const inside = holders.has(name);
    const above = inside ? packageAt(tree, packages, name) : packageAt(tree, packages, parentOf(name));
    const leaf = add(tree, name, inside ? "__init__" : lastOf(name), above);
    leaf.module = module;
    tree.leafOf[module] = leaf.id;
  }
  tree.root = root;
  number(tree, root);
  return tree;
}

/** A node and all above it, from the root down. */
export function lineage(node) {
  const line = [];
  for (let at = node; at; at = at.parent) line.push(at);
  return line.reverse();
}

/** The children of the lowest common ancestor that hold a and b; equal when one holds the other. */
export function siblings(a, b) {
  while (a.depth > b.depth) a = a.parent;
  while (b.depth > a.depth) b = b.parent;
  while (a.parent !== b.parent) [a, b] = [a.parent, b.parent];
  return [a, b];
}

/** The packages to open first: those that hold most of what there is, so that there is something to see. */
export function firstOpen(tree, count) {
  const open = new Set([tree.root.id]);
  for (let node = tree.root; ;) {
    const most = node.children.find((child) => child.children.length && count(child) >= MOST * count(node));
    if (!most) return open;
    node = most;
    open.add(node.id);
  }
}

function holdersOf(modules) {
  const holders = new Set();
  for (const { name } of modules) {
    for (let above = parentOf(name); above && !holders.has(above); above = parentOf(above))
      holders.add(above);
  }
  return holders;
}

function packageAt(tree, packages, name) {
  const known = packages.get(name);
  if (known) return known;
  const made = add(tree, name, lastOf(name), packageAt(tree, packages, parentOf(name)));
  packages.set(name, made);
  return made;
}

function add(tree, name, label, parent) {
  const depth = parent ? parent.depth + 1 : 0;
  const node = {
    id: tree.nodes.length,
    name,
    label,
    parent,
    children: [],
    module: -1,
    depth,
    start: 0,
    end: 0,
  };
  tree.nodes.push(node);
  parent?.children.push(node);
  return node;
}

function number(tree, node) {
  node.start = tree.leaves.length;
  if (node.module >= 0) tree.leaves.push(node.module);
  for (const child of node.children) number(tree, child);
  node.end = tree.leaves.length;
}

const parentOf = (name) => name.slice(0, Math.max(0, name.lastIndexOf(".")));
const lastOf = (name) => name.slice(name.lastIndexOf(".") + 1);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
