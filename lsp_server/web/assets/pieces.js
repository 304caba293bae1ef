/** What the pages of the panel are made of: titles, figures, lists of modules and of imports. */

import { counted, h, number } from "./dom.js";
import { BREACH, CUT, KINDS, LOAD, SOFT } from "./model.js";

const FIRST = 40;

export const title = (kind, name) =>
  h("header", {}, h("p", { class: "kind" }, kind), h("h2", {}, soft(name)));

export const section = (heading, ...children) => h("section", {}, h("h3", {}, heading), ...children);

export const note = (...children) => h("p", { class: "note" }, ...children);

/** Figures in a grid: [name, value, explanation] each. */
export function figures(list) {
  return h(
    "dl",
    { class: "figures" },
    list.map(([name, value, explanation]) =>
      h(
        "div",
        { title: explanation },
        h("dt", {}, name),
        h("dd", {}, typeof value === "number" ? number(value) : value),
      ),
    ),
  );
}

/** A dotted name that may break after its dots. */
export function soft(name) {
  return name.split(/(?<=\.)/).flatMap((part, at) => (at ? [h("wbr"), part] : [part]));
}

/** A name that selects its module. */
export function moduleButton(app, module, text = app.model.modules[module].name) {
  const node = app.tree.nodes[app.tree.leafOf[module]];
  return h("button", { class: "name", type: "button", onclick: () => app.go(node) }, soft(text));
}

/** A name that selects a node of the tree. */
export function nodeButton(app, node) {
  return h(
    "button",
    { class: "name", type: "button", onclick: () => app.go(node) },
    soft(node.name || "everything"),
  );
}

/** The line of an import, which opens it. */
export function importLine(app, edge) {
  const { edges } = app.model;
  const line = edges.line[edge];
  return app.opener.link(edges.from[edge], line, `:${line + 1}`);
}

/** A list of imports, each told by what `name(edge)` makes. */
export function importList(app, edges, name) {
  const item = (edge) =>
    h("li", { class: "import" }, name(edge), badges(app.model.edges, edge), importLine(app, edge));
  return longList("imports", edges, item);
}

/** A list that shows its first entries and the rest on demand. */
export function longList(name, things, item) {
  const list = h("ul", { class: name }, things.slice(0, FIRST).map(item));
  if (things.length <= FIRST) return list;
  const more = h("button", { class: "more", type: "button" }, `Show all ${number(things.length)}`);
  more.addEventListener("click", () => {
    list.append(...things.slice(FIRST).map(item));
    more.remove();
    list.children[FIRST].querySelector("button, a")?.focus();
  });
  return h("div", {}, list, more);
}

/** A chain of imports as steps; each module can be selected and each import opened. */
export function chainList(app, chain, isCut = () => false) {
  return h(
    "ol",
    { class: "chain" },
    chain.map((module, at) => {
      const edge = at + 1 < chain.length ? app.edgeBetween(module, chain[at + 1]) : -1;
      return h(
        "li",
        { class: edge >= 0 && isCut(module, chain[at + 1]) ? "cut" : null },
        moduleButton(app, module),
        edge >= 0 &&
          h("span", { class: "step" }, "imports ", badges(app.model.edges, edge), importLine(app, edge)),
      );
    }),
  );
}

/** What is to be known of an import at a glance. */
function badges(edges, edge) {
  const kind = KINDS[edges.kind[edge]];
  const marks = edges.marks[edge];
  return h(
    "span",
    { class: "badges" },
    kind !== "load" && h("span", { class: "badge" }, kind),
    edges.isNew[edge] === 1 && h("span", { class: "badge new" }, "new"),
    marks & BREACH ? h("span", { class: "badge breach" }, "breach") : null,
    marks & CUT ? h("span", { class: "badge cut" }, "cut here") : cycleBadge(marks),
  );
}

function cycleBadge(marks) {
  if (marks & LOAD) return h("span", { class: "badge cycle" }, "cycle");
  return marks & SOFT ? h("span", { class: "badge soft" }, "soft cycle") : null;
}

/** "Cycle of 14 modules" with what it is about. */
export function cycleTitle({ load, modules }) {
  return `${load ? "Cycle at load" : "Soft cycle"} of ${counted(modules.length, "module")}`;
}
