/** The panel when nothing is selected: the graph in figures, its cycles, breaches and busiest modules. */

import { counted, h, number } from "./dom.js";
import { cycleTitle, figures, longList, moduleButton, note, section, title } from "./pieces.js";
import { look } from "./selection.js";

const BUSIEST = 8;

export function overview(app) {
  const { graph, modules } = app.model;
  const { scene, tree } = app;
  const loads = graph.cycles.filter(({ load }) => load).length;
  return h(
    "article",
    {},
    title("Import graph", graph.folder.split("/").filter(Boolean).at(-1) ?? "/"),
    figures([
      ["Modules", scene.count(tree.root), "modules shown"],
      ["Imports", scene.imports, "imports between shown modules"],
      ["Cycles at load", loads, "groups of modules that import one another while they are loaded"],
      ["Soft cycles", graph.cycles.length - loads, "cycles that only lazy or typing-only imports close"],
      ["Breaches", graph.breaches.length, "imports that a contract forbids"],
      [
        "Third-party",
        graph.external.filter(({ origin }) => origin === "third-party").length,
        "packages from elsewhere",
      ],
    ]),
    breachSection(app),
    cycleSection(app, true),
    cycleSection(app, false),
    modules.length > 0 && busiest(app),
    unresolved(app),
  );
}

function breachSection(app) {
  const { breaches } = app.model.graph;
  if (!breaches.length) return null;
  const item = (breach) =>
    h(
      "li",
      {},
      troubleButton(
        app,
        { breach: breaches.indexOf(breach) },
        "breach",
        breach.contract,
        ends(app, breach.chain),
      ),
    );
  return section("Breaches", longList("troubles", breaches, item));
}

function cycleSection(app, load) {
  const { cycles } = app.model.graph;
  const chosen = cycles.filter((cycle) => cycle.load === load);
  const heading = load ? "Cycles at load" : "Soft cycles";
  if (!chosen.length)
    return load
      ? section(heading, note("None. Every module can be loaded before those that import it."))
      : null;
  const item = (cycle) => {
    return h(
      "li",
      {},
      troubleButton(
        app,
        { cycle: cycles.indexOf(cycle) },
        load ? "cycle" : "soft",
        cycleTitle(cycle),
        cutsOf(app, cycle),
      ),
    );
  };
  return section(heading, longList("troubles", chosen, item));
}

/** The cheapest import to cut, and how many more there are. */
function cutsOf(app, { cuts }) {
  if (!cuts.length) return "";
  const more = cuts.length > 1 ? `, and ${cuts.length - 1} more` : "";
  return `cut ${ends(app, [cuts[0].importer, cuts[0].imported])}${more}`;
}

function troubleButton(app, selected, kind, heading, said) {
  return h(
    "button",
    { class: `trouble ${kind}`, type: "button", onclick: () => look(app, selected) },
    h("span", { class: "heading" }, heading),
    said && h("span", { class: "said" }, said),
  );
}

function busiest(app) {
  const shown = app.model.modules.map((_, module) => module).filter((module) => !app.scene.hidden[module]);
  const fanIn = (module) => app.model.modules[module].fan_in;
  const top = shown.sort((a, b) => fanIn(b) - fanIn(a)).slice(0, BUSIEST);
  return section(
    "Imported most",
    h(
      "ul",
      { class: "imports" },
      top.map((module) =>
        h(
          "li",
          { class: "import" },
          moduleButton(app, module),
          h("span", { class: "figure" }, number(fanIn(module))),
        ),
      ),
    ),
  );
}

function unresolved(app) {
  const names = app.model.graph.external.filter(({ name, origin }) => name && origin === "unresolved");
  if (!names.length) return null;
  return section(
    "Not found",
    note(
      `${counted(names.length, "name")} could not be resolved: `,
      names.map(({ name }) => name).join(", "),
    ),
  );
}

const ends = (app, chain) => `${app.model.modules[chain[0]].name} → ${app.model.modules[chain.at(-1)].name}`;
