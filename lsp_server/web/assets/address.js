/** What is shown, in the part of the address behind the #: it survives a reload and can be linked to. */

const LONGEST = 4000; // characters; more packages are open than an address should name

/** What an address asks for, as a change of the state. `#module=pkg.name` is enough. */
export function asked(hash, { tree, open }) {
  const wanted = new URLSearchParams(hash.slice(1));
  const patch = {};
  const view = wanted.get("view");
  if (["packages", "matrix", "map"].includes(view)) patch.view = view;
  if (wanted.has("tests")) patch.tests = true;
  const names = new Set(wanted.get("open")?.split(","));
  const packages = tree.nodes.filter(({ name, module }) => module < 0 && names.has(name));
  if (packages.length) patch.open = new Set([tree.root.id, ...packages.map(({ id }) => id)]);
  else patch.open = open;
  const name = wanted.get("module");
  const node =
    tree.nodes.find((known) => known.name === name && known.module >= 0) ??
    tree.nodes.find((known) => name && known.name === name);
  return { patch, node };
}

/** Keep the address as the state is; in a webview, which has none, the editor around it keeps it. */
export function remember({ view, tests, selected, open }, tree, around) {
  const said = new URLSearchParams({ view });
  if (tests) said.set("tests", "");
  const node = tree.nodes[selected?.node];
  if (node?.name) said.set("module", node.name);
  const names = [...open]
    .map((id) => tree.nodes[id].name)
    .filter(Boolean)
    .join(",");
  if (names.length < LONGEST) said.set("open", names);
  if (around) around.setState({ address: `#${said}` });
  else history.replaceState(null, "", `#${said}`);
}
