/** The search field: modules and packages by parts of their names, chosen by keys or pointer. */

import { byId, h } from "./dom.js";

const MOST = 12;

export function searchOf(app) {
  const input = byId("search");
  const list = byId("found");
  let active = 0;
  let found = [];

  input.addEventListener("input", () => show(input.value));
  input.addEventListener("focus", () => show(input.value));
  input.addEventListener("blur", () => close());
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) activate((active + step + found.length) % found.length);
    else if (event.key === "Enter" && found.length) choose(found[active]);
    else if (event.key === "Escape") input.blur();
    else return;
    event.preventDefault();
  });

  function show(query) {
    found = query.trim()
      ? matches(
          app.tree.nodes.filter((node) => node.parent && app.scene.count(node)),
          query.trim(),
        )
      : [];
    list.replaceChildren(...found.map(option));
    list.hidden = !query.trim();
    if (query.trim() && !found.length)
      list.append(h("li", { class: "none" }, "Nothing of that name is shown."));
    input.setAttribute("aria-expanded", String(found.length > 0));
    activate(0);
  }

  function option(node, at) {
    return h(
      "li",
      { role: "option", id: `found-${at}`, onpointerdown: (event) => (event.preventDefault(), choose(node)) },
      h("span", { class: "where" }, node.name.slice(0, node.name.length - last(node.name).length)),
      h("span", {}, last(node.name)),
      h("span", { class: "what" }, kindOf(node)),
    );
  }

  function kindOf({ module, label }) {
    if (module < 0) return "package";
    if (app.model.modules[module].test) return "test";
    return label === "__init__" ? label : "module";
  }

  function activate(at) {
    active = at;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", found.length ? `found-${at}` : "");
  }

  function choose(node) {
    input.value = "";
    close();
    input.blur();
    app.go(node);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  return { focus: () => input.select() || input.focus() };
}

/** The nodes that match best: whole last part, then its beginning, then anywhere, then letters in order. */
export function matches(nodes, query) {
  const wanted = query.toLowerCase();
  return nodes
    .map((node) => ({ node, rank: rank(node.name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.node.name.length - b.node.name.length || a.node.id - b.node.id)
    .slice(0, MOST)
    .map(({ node }) => node);
}

function rank(name, wanted) {
  const end = last(name);
  if (name === wanted || end === wanted) return 0;
  if (end.startsWith(wanted)) return 1;
  if (name.startsWith(wanted)) return 2;
  if (name.includes(wanted)) return 3;
  return inOrder(name, wanted) ? 4 : -1;
}

function inOrder(name, wanted) {
  let at = -1;
  for (const letter of wanted) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

const last = (name) => name.slice(name.lastIndexOf(".") + 1);
