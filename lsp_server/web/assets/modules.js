/** The panel's page of one module. */

import { counted, h, number } from "./dom.js";
import { figures, importList, moduleButton, section, title } from "./pieces.js";
import { reach } from "./reach.js";
import { shownRow } from "./scene.js";
import { troublesOf } from "./troubles.js";

export function modulePage(app, module) {
  const { model, scene } = app;
  const it = model.modules[module];
  const imports = shownRow(scene, model.out, module);
  const importers = shownRow(scene, model.into, module);
  const { edges } = model;
  return h(
    "article",
    {},
    title(it.test ? "Test module" : it.package ? "Package's own module" : "Module", it.name),
    h(
      "p",
      { class: "file" },
      app.opener.link(module, 0, "Open in the editor"),
      h("span", {}, counted(it.lines, "line")),
    ),
    figures(figuresOf(app, module)),
    troublesOf(app, module),
    section(
      `Imported by ${number(importers.length)}`,
      importList(app, importers, (edge) => moduleButton(app, edges.from[edge])),
    ),
    section(
      `Imports ${number(imports.length)}`,
      importList(app, imports, (edge) => moduleButton(app, edges.to[edge])),
    ),
    externals(app, module),
  );
}

function figuresOf(app, module) {
  const { model, scene } = app;
  const it = model.modules[module];
  const blast = reach(scene, module, model.into, model.edges.from);
  const tests = blast.filter((reached) => model.modules[reached].test).length;
  const share = (value) => value.toFixed(2);
  return [
    [
      "Fan-in",
      it.fan_in,
      "modules that import this one, tests among them; imports for type checkers do not count",
    ],
    [
      "Fan-out",
      it.fan_out,
      "modules of the project that this one imports; imports for type checkers do not count",
    ],
    [
      "Blast radius",
      blast.length,
      `modules that a change can reach, over the imports shown; ${counted(tests, "test")} among them`,
    ],
    ["Instability", share(it.instability), "fan-out / (fan-in + fan-out): 0 is hard to change, 1 is easy"],
    ["Abstractness", share(it.abstractness), "share of the classes that are abstract"],
    ["Distance", share(it.distance), "from the balance of abstractness and instability: 0 is best"],
  ];
}

function externals(app, module) {
  const numbers = app.model.externalOf[module];
  const of = (origin) =>
    numbers.map((at) => app.model.graph.external[at]).filter((external) => external.origin === origin);
  const chips = (heading, list) =>
    list.length > 0 &&
    section(
      heading,
      h(
        "ul",
        { class: "chips" },
        list.map(({ name }) => h("li", {}, name)),
      ),
    );
  return [
    chips("Third-party", of("third-party")),
    chips("Standard library", of("stdlib")),
    chips("Not found", of("unresolved")),
  ];
}
