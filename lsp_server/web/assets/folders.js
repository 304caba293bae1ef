/** The panel's pages of a package and of a link between two boxes. */

import { counted, h, number } from "./dom.js";
import { figures, importList, longList, moduleButton, nodeButton, section, title } from "./pieces.js";
import { between, shownRow } from "./scene.js";
import { siblings } from "./tree.js";

export function packagePage(app, node) {
  const { model, scene, tree } = app;
  const members = tree.leaves.slice(node.start, node.end).filter((module) => !scene.hidden[module]);
  const crossing = (side, end) =>
    members
      .flatMap((module) => shownRow(scene, side, module))
      .filter((edge) => !holds(tree, node, end[edge]));
  const incoming = crossing(model.into, model.edges.from);
  const outgoing = crossing(model.out, model.edges.to);
  return h(
    "article",
    {},
    title("Package", node.name || "Everything"),
    figures([
      ["Modules", members.length, "modules shown in this package"],
      ["Imported", incoming.length, "imports of its modules from outside"],
      ["Imports", outgoing.length, "imports of modules outside it"],
    ]),
    h(
      "p",
      { class: "file" },
      h(
        "button",
        { class: "open-file", type: "button", onclick: () => app.toggle(node) },
        app.store.state.open.has(node.id) ? "Close" : "Open up",
      ),
    ),
    neighbours(app, node, incoming, "Imported by", (edge) => model.edges.from[edge]),
    neighbours(app, node, outgoing, "Imports", (edge) => model.edges.to[edge]),
  );
}

/** The packages on the other side of a package's imports, the most used first. */
function neighbours(app, node, edges, heading, end) {
  const { tree } = app;
  const by = Map.groupBy(edges, (edge) => siblings(node, tree.nodes[tree.leafOf[end(edge)]])[1]);
  const list = [...by].sort(([, a], [, b]) => b.length - a.length);
  const item = ([other, of]) => {
    const pair = heading === "Imports" ? [node.id, other.id] : [other.id, node.id];
    return h("li", { class: "import" }, nodeButton(app, other), amount(app, pair, of.length));
  };
  return section(
    heading,
    list.length ? longList("imports", list, item) : h("p", { class: "note" }, "Nothing outside."),
  );
}

function amount(app, pair, count) {
  const label = `Show these ${counted(count, "import")}`;
  return h(
    "button",
    {
      class: "figure",
      type: "button",
      title: label,
      "aria-label": label,
      onclick: () => app.store.set({ selected: { pair } }),
    },
    number(count),
  );
}

export function linkPage(app, from, to) {
  const { scene, tree, model } = app;
  const [importer, imported] = [tree.nodes[from], tree.nodes[to]];
  const edges = between(scene, importer, imported);
  const back = between(scene, imported, importer);
  const pair = (edge) =>
    h(
      "span",
      { class: "pair" },
      moduleButton(app, model.edges.from[edge]),
      h("span", { class: "arrow" }, "→ "),
      moduleButton(app, model.edges.to[edge]),
    );
  return h(
    "article",
    {},
    title(counted(edges.length, "import"), `${importer.name} → ${imported.name}`),
    section(
      "Between",
      h(
        "ul",
        { class: "imports" },
        [importer, imported].map((node) => h("li", { class: "import" }, nodeButton(app, node))),
      ),
    ),
    section("Imports", importList(app, edges, pair)),
    back.length > 0 && section(`And back: ${counted(back.length, "import")}`, importList(app, back, pair)),
  );
}

function holds(tree, node, module) {
  const { start } = tree.nodes[tree.leafOf[module]];
  return start >= node.start && start < node.end;
}
