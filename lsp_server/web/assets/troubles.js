/** The panel's pages of one cycle and of one breach, with the way to the next. */

import { counted, h } from "./dom.js";
import { KINDS } from "./model.js";
import { chainList, cycleTitle, longList, moduleButton, note, section, soft, title } from "./pieces.js";
import { look } from "./selection.js";

export function cyclePage(app, number, chosen) {
  const { cycles } = app.model.graph;
  const cycle = cycles[number];
  return h(
    "article",
    {},
    walk(app, "cycle", number, cycles.length),
    title(cycle.load ? "Cycle at load" : "Soft cycle", cycleTitle(cycle)),
    note(
      cycle.load
        ? "These modules import one another while they are loaded: which of them is imported first decides whether that works."
        : "These modules depend on one another, but not while they are loaded: lazy or typing-only imports close the circle.",
    ),
    cycle.cuts.length > 0 && cutSection(app, number, chosen),
    section(
      "Modules",
      longList("modules", cycle.modules, (module) => h("li", {}, moduleButton(app, module))),
    ),
  );
}

function cutSection(app, number, chosen) {
  const { cuts } = app.model.graph.cycles[number];
  const heading =
    cuts.length > 1 ? `Remove these ${cuts.length} imports to break it` : "Remove this import to break it";
  return section(
    heading,
    h(
      "ul",
      { class: "cuts" },
      cuts.map((cut, at) => cutItem(app, number, cut, at, at === chosen)),
    ),
    section("Shortest way round", chainList(app, cuts[chosen].chain, isCut(cuts[chosen]))),
  );
}

function cutItem(app, number, cut, at, isChosen) {
  const { modules } = app.model;
  return h(
    "li",
    { class: isChosen ? "chosen" : null },
    h(
      "button",
      {
        class: "trouble cut",
        type: "button",
        "aria-pressed": String(isChosen),
        onclick: () => app.choose({ cycle: number, cut: at }, cut.chain),
      },
      h(
        "span",
        { class: "heading" },
        soft(modules[cut.importer].name),
        " → ",
        soft(modules[cut.imported].name),
      ),
      h("span", { class: "said" }, cut.kind === KINDS[0] ? "" : `${cut.kind}; `, cut.why),
    ),
    app.opener.link(cut.importer, cut.line, `:${cut.line + 1}`),
  );
}

export function breachPage(app, number) {
  const { breaches } = app.model.graph;
  const breach = breaches[number];
  const direct = breach.chain.length === 2;
  return h(
    "article",
    {},
    walk(app, "breach", number, breaches.length),
    title(`Breach of ${breach.kind}`, breach.contract),
    breach.reason && note(breach.reason),
    section(
      direct ? "The import" : `Through ${counted(breach.chain.length - 1, "import")}`,
      chainList(app, breach.chain),
    ),
  );
}

/** Buttons to the neighbours in the list of cycles or of breaches. */
function walk(app, kind, number, size) {
  const to = (at, text, label) =>
    h(
      "button",
      {
        type: "button",
        disabled: at < 0 || at >= size,
        "aria-label": label,
        onclick: () => look(app, { [kind]: at }),
      },
      text,
    );
  return h(
    "nav",
    { class: "walk", "aria-label": kind === "cycle" ? "Cycles" : "Breaches" },
    to(number - 1, "‹", `Previous ${kind}`),
    h("span", {}, `${number + 1} of ${size}`),
    to(number + 1, "›", `Next ${kind}`),
  );
}

/** The parts of a module's page about the cycles and breaches that it has a part in. */
export function troublesOf(app, module) {
  const { graph } = app.model;
  const cycles = app.model.cyclesOf[module];
  const breaches = app.model.breachesOf[module];
  return [
    ...breaches.map((number) =>
      troubleSection(app, { breach: number }, graph.breaches[number].contract, [
        graph.breaches[number].reason && note(graph.breaches[number].reason),
        chainList(app, graph.breaches[number].chain),
      ]),
    ),
    ...cycles.map((number) =>
      troubleSection(
        app,
        { cycle: number },
        cycleTitle(graph.cycles[number]),
        cutNote(app, graph.cycles[number], module),
      ),
    ),
  ];
}

function troubleSection(app, selected, heading, body) {
  const button = h("button", { class: "name", type: "button", onclick: () => look(app, selected) }, heading);
  return h("section", { class: "of-trouble" }, h("h3", {}, button), body);
}

/** The cut that concerns a module: one on its chain if there is one. */
function cutNote(app, { cuts }, module) {
  const cut = cuts.find(({ chain }) => chain.includes(module)) ?? cuts[0];
  if (!cut) return null;
  return [note("Cheapest to cut: ", cut.why), chainList(app, cut.chain, isCut(cut))];
}

const isCut = (cut) => (importer, imported) => importer === cut.importer && imported === cut.imported;
