/** The links of the package view: lines with what they mean. */

import { counted, number, s } from "./dom.js";
import { curved, straight } from "./lines.js";
import { BREACH, LOAD, SOFT } from "./model.js";

/** Draw a link where the layout leads it, else straight; `told` says how many imports it is. */
export function linkOf(app, layout, link, told) {
  const { tree } = app;
  const [from, to] = [layout.boxes.get(link.from), layout.boxes.get(link.to)];
  const { path, x, y } = curved(layout.paths.get(link) ?? straight(from, to));
  const said = `${tree.nodes[link.from].name} imports ${tree.nodes[link.to].name}: ${counted(link.count, "import")}`;
  return s(
    "g",
    {
      class: `link ${markOf(link, from, to)} ${isAgainst(layout, link) ? "against" : ""}`,
      "data-link": `${link.from}:${link.to}`,
      onclick: (event) => chosen(app, event, link),
    },
    s("title", {}, said),
    s("path", { d: path, class: "hit" }),
    s("path", { d: path, class: "line", "stroke-width": 1 + Math.min(3, Math.log2(link.count) * 0.4) }),
    told && link.count > 1 && s("text", { x, y, class: "amount" }, number(link.count)),
  );
}

/** Whether a link points up: what is below imports what is above. */
export function isAgainst({ boxes }, { from, to }) {
  return boxes.get(from).y > boxes.get(to).y;
}

/** What is worse has more: it is drawn later and so on top. */
export function rankOf(layout, { from, to, marks }) {
  return marks * 2 + isAgainst(layout, { from, to });
}

function chosen(app, event, { from, to }) {
  event.stopPropagation();
  app.store.set({ selected: { pair: [from, to] } });
}

/** What is wrong with a link. That it closes a soft cycle is told of single modules only. */
function markOf({ marks }, from, to) {
  if (marks & BREACH) return "breach";
  if (marks & LOAD) return "cycle";
  return marks & SOFT && from.node.module >= 0 && to.node.module >= 0 ? "soft" : "";
}
