/** The boxes of the package view: packages with their counts, modules, and how wide their names are. */

import { counted, h, number, s } from "./dom.js";
import { HEADER } from "./layered.js";

/** Draw a box of the layout; `act` says what a click and a double click on a node do. */
export function boxOf(app, { node, x, y, width, height, open }, act) {
  const isPackage = node.module < 0;
  const size = app.scene.count(node);
  const name = isPackage ? `${node.name}, package of ${counted(size, "module")}` : `${node.name}, module`;
  const box = s(
    "g",
    {
      class: `box ${isPackage ? (open ? "open" : "closed") : "module"} ${troubleOf(app, node)}`,
      transform: `translate(${x} ${y})`,
      "data-node": node.id,
      "data-name": node.name,
      role: "treeitem",
      tabindex: "-1",
      "aria-label": name,
      "aria-level": node.depth,
      "aria-expanded": isPackage ? String(open) : null,
      onclick: (event) => act.clicked(event, node),
      ondblclick: (event) => act.activated(event, node),
    },
    s("title", {}, name),
    s("rect", { width, height, rx: isPackage ? 7 : 5 }),
  );
  const middle = open ? HEADER / 2 + 2 : height / 2;
  if (isPackage) box.append(chevron(node, open, middle, act));
  box.append(s("text", { x: isPackage ? 26 : 11, y: middle, class: "label" }, node.label));
  if (isPackage) box.append(s("text", { x: width - 10, y: middle, class: "count" }, number(size)));
  return box;
}

function chevron(node, open, y, act) {
  return s(
    "g",
    { class: "chevron", transform: `translate(14 ${y})`, onclick: (event) => act.activated(event, node) },
    s("rect", { x: -12, y: -12, width: 24, height: 24 }),
    s("path", { d: open ? "M-4 -2 L0 2 L4 -2" : "M-2 -4 L2 0 L-2 4" }),
  );
}

/** The worst of what the modules below a node have a part in. */
function troubleOf(app, node) {
  const { tree, model } = app;
  let trouble = "";
  for (let at = node.start; at < node.end; at++) {
    const module = tree.leaves[at];
    if (app.scene.hidden[module]) continue;
    if (model.breachesOf[module].length) return "breach";
    if (model.cyclesOf[module].some((cycle) => model.graph.cycles[cycle].load)) trouble = "cycle";
  }
  return trouble;
}

const ruler = h("canvas").getContext("2d");

export function textWidth(text, bold = false) {
  ruler.font = `${bold ? "600 " : ""}12.5px system-ui, sans-serif`;
  return ruler.measureText(text).width;
}
