/** Puts the page together: the document is read once, then every change goes through the store. */

import { byId } from "./dom.js";
import { controlsOf } from "./controls.js";
import { mapView } from "./map.js";
import { matrixView } from "./matrix.js";
import { edgeBetween, KINDS, modelOf } from "./model.js";
import { openerOf } from "./opener.js";
import { packagesView } from "./packages.js";
import { panelOf } from "./panel.js";
import { sceneOf } from "./scene.js";
import { searchOf } from "./search.js";
import { storeOf } from "./store.js";
import { firstOpen, lineage, treeOf } from "./tree.js";

const { graph, editor } = JSON.parse(byId("data").textContent);
const model = modelOf(graph);
const tree = treeOf(model.modules);
const store = storeOf({
  view: "packages",
  selected: null,
  open: new Set(),
  kinds: new Set(KINDS.keys()),
  tests: false,
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
});

const app = {
  model,
  tree,
  store,
  scene: sceneOf(model, tree, store.state),
  /** Counts of what was done, for tests and for the curious. */
  work: { layouts: 0, frames: 0 },
  /** The node that must not move on screen when the packages are laid out again. */
  anchor: null,
  opener: openerOf(model, { editor, say }),
  say,
  edgeBetween: (importer, imported) => edgeBetween(model, importer, imported),
  select: (node) => app.choose({ node: node.id }),
  /** Select something and open what is around the modules that it is about, so that they are seen. */
  choose(selected, modules = []) {
    const open = new Set(store.state.open);
    const nodes = modules.map((module) => tree.nodes[tree.leafOf[module]]);
    for (const node of nodes) for (const above of lineage(node).slice(0, -1)) open.add(above.id);
    store.set({ selected, ...(open.size > store.state.open.size ? { open } : {}) });
  },
  /** Select a node and open what is around it. */
  go: (node) => app.choose({ node: node.id }, tree.leaves.slice(node.start, node.start + 1).filter(() => node.module >= 0)),
  toggle(node) {
    const open = new Set(store.state.open);
    if (!open.delete(node.id)) open.add(node.id);
    app.anchor = node.id;
    store.set({ open });
  },
  fit: () => views[store.state.view].fit(),
};

const views = (app.views = {
  packages: packagesView(byId("packages"), app),
  matrix: matrixView(byId("matrix"), app),
  map: mapView(byId("map"), app),
});
/** What changed since a view was last seen. */
const missed = Object.fromEntries(Object.keys(views).map((name) => [name, new Set()]));
const controls = controlsOf(app);
const panel = panelOf(app);
app.search = searchOf(app);

store.listen((state, keys) => {
  if (keys.has("kinds") || keys.has("tests")) {
    app.scene = sceneOf(model, tree, state);
    keys.add("scene");
  }
  controls.show(keys);
  panel.show(keys);
  for (const name of Object.keys(views)) for (const key of keys) missed[name].add(key);
  views[state.view].show(missed[state.view]);
  missed[state.view] = new Set();
  app.anchor = null;
});
if (!model.modules.length) say("No modules here: the graph is empty.");
store.set({ open: firstOpen(tree, app.scene.count), dark: store.state.dark, selected: null });
arrive();
addEventListener("hashchange", arrive);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => store.set({ dark: matches }));
globalThis.vitals = app;

/** Go to the module that the address names: #module=pkg.name. */
function arrive() {
  const name = new URLSearchParams(location.hash.slice(1)).get("module");
  const module = model.modules.findIndex((known) => known.name === name);
  if (module >= 0) app.go(tree.nodes[tree.leafOf[module]]);
}

function say(text) {
  byId("said").textContent = text;
}
