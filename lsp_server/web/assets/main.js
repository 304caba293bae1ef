/** Puts the page together: the document is read once, then every change goes through the store. */

import { asked, remember } from "./address.js";
import { byId, h } from "./dom.js";
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
import { watch } from "./watching.js";
import { editorOf, followColours } from "./webview.js";

const { graph, editor, webview, module } = JSON.parse(byId("data").textContent);
const around = webview ? editorOf() : null;
if (around) document.documentElement.dataset.host = "webview";
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
  opener: openerOf(model, { editor, around, say }),
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
  go: (node) =>
    app.choose(
      { node: node.id },
      tree.leaves.slice(node.start, node.start + 1).filter(() => node.module >= 0),
    ),
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
  remember(state, tree, around);
});
if (!model.modules.length) say("No modules here: the graph is empty.");
store.set({ dark: store.state.dark, selected: null });
arrive();
addEventListener("hashchange", arrive);
watch(
  { graph, editor, around },
  {
    changed: () =>
      say(
        "The imports have changed since. ",
        h("button", { class: "anew", type: "button", onclick: again }, "Show them"),
      ),
    gone: () => say("The language server that made this page has ended. What you see stays."),
  },
);
if (around) followColours((dark) => store.set({ dark }));
else
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) =>
    store.set({ dark: matches }),
  );
globalThis.vitals = app;

/** Go where the address says: see address.js. */
function arrive() {
  const address = around?.getState()?.address ?? (module ? `#${new URLSearchParams({ module })}` : location.hash);
  const { patch, node } = asked(address, { tree, open: firstOpen(tree, app.scene.count) });
  store.set(patch);
  if (node) app.choose({ node: node.id }, node.module < 0 ? [] : [node.module]);
}

/** Have the page made anew. */
function again() {
  if (around) around.postMessage({ again: true });
  else location.reload();
}

function say(...words) {
  byId("said").replaceChildren(...words);
}
