/** The bar above the drawing: views, kinds of imports, tests, dark or light; and the keys for them. */

import { byId, h } from "./dom.js";
import { KINDS } from "./model.js";

const MEANING = {
  load: "executed when the module is loaded",
  conditional: "executed at load under a condition or in a try",
  lazy: "inside a function: executed when it is called",
  typing: "under TYPE_CHECKING: never executed",
};

export function controlsOf(app) {
  const { store } = app;
  const views = [...document.querySelectorAll("[data-view]")];
  for (const view of views) view.addEventListener("click", () => store.set({ view: view.dataset.view }));
  const used = new Set(app.model.edges.kind);
  byId("kinds").append(
    ...KINDS.map((name, kind) => toggle(name, MEANING[name], !used.has(kind), (on) => pick(kind, on))),
  );
  const tests = toggle("tests", "modules that are tests", !app.model.modules.some(({ test }) => test), (on) =>
    store.set({ tests: on }),
  );
  byId("kinds").append(tests);
  byId("theme").addEventListener("click", () => store.set({ dark: !store.state.dark }));
  byId("fit").addEventListener("click", () => app.fit());

  function pick(kind, on) {
    const kinds = new Set(store.state.kinds);
    if (on) kinds.add(kind);
    else kinds.delete(kind);
    store.set({ kinds });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!shortcut(event.key)) return;
    event.preventDefault();
  });

  function shortcut(key) {
    if (key === "/") app.search.focus();
    else if (key === "0") app.fit();
    else if (key === "Escape" && store.state.selected) store.set({ selected: null });
    else if (views[Number(key) - 1]) store.set({ view: views[Number(key) - 1].dataset.view });
    else return false;
    return true;
  }

  return {
    show(keys) {
      for (const view of views) {
        const chosen = view.dataset.view === store.state.view;
        view.setAttribute("aria-selected", String(chosen));
        byId(view.dataset.view).hidden = !chosen;
      }
      tests.querySelector("input").checked = store.state.tests;
      if (keys.has("dark")) document.documentElement.dataset.theme = store.state.dark ? "dark" : "light";
      byId("theme").setAttribute("aria-label", store.state.dark ? "Light colours" : "Dark colours");
    },
  };
}

function toggle(name, meaning, disabled, changed) {
  const input = h("input", {
    type: "checkbox",
    checked: !disabled,
    disabled,
    onchange: () => changed(input.checked),
  });
  return h(
    "label",
    { class: `toggle ${name}`, title: disabled ? `${meaning}; there are none` : meaning },
    input,
    h("span", {}, name),
  );
}
