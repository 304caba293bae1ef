/** The panel beside the drawing: the whole graph, or what is selected in it. */

import { byId, h } from "./dom.js";
import { breachPage, cyclePage } from "./troubles.js";
import { linkPage, packagePage } from "./folders.js";
import { modulePage } from "./modules.js";
import { overview } from "./overview.js";

export function panelOf(app) {
  const panel = byId("panel");
  let shownFor;
  return {
    show(keys) {
      const { selected } = app.store.state;
      if (!keys.has("selected") && !keys.has("scene") && shownFor !== undefined) return;
      panel.replaceChildren(...[selected ? back(app) : null, contents(app, selected)].filter(Boolean));
      if (shownFor !== selected) panel.scrollTop = 0;
      shownFor = selected;
    },
  };
}

function back(app) {
  return h(
    "button",
    { class: "back", type: "button", onclick: () => app.store.set({ selected: null }) },
    "← Whole graph",
  );
}

function contents(app, selected) {
  if (!selected) return overview(app);
  if (selected.cycle !== undefined) return cyclePage(app, selected.cycle, selected.cut ?? 0);
  if (selected.breach !== undefined) return breachPage(app, selected.breach);
  if (selected.pair) return linkPage(app, ...selected.pair);
  const node = app.tree.nodes[selected.node];
  return node.module < 0 ? packagePage(app, node) : modulePage(app, node.module);
}
