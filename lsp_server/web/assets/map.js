/** The map: every module at once. What it looks like is the plot's business; this is what it does. */

import { byId, counted, h } from "./dom.js";
import { plotOf } from "./plot.js";
import { coloured, regions, seeds } from "./seeds.js";
import { nodesOf } from "./selection.js";
import { viewportOf } from "./viewport.js";

const NEAR = 12; // pixels from a module at which the pointer means it
const STEPS = 240;

export function mapView(element, app) {
  const { model, tree } = app;
  const canvas = h("canvas", {
    tabindex: "0",
    role: "img",
    "aria-label": `Map of ${counted(model.modules.length, "module")}. Arrow keys and plus and minus move the map; press / to find a module.`,
  });
  const legend = h("ul", { class: "legend", "aria-label": "Packages by colour" });
  element.append(canvas, legend);
  const groups = coloured(tree, model.modules);
  const plot = plotOf(canvas, app, { places: seeds(tree, model.modules), groups });
  const viewport = viewportOf(canvas, { least: 0.02, most: 6, moved: (view) => plot.look(view) });
  let pointed = -1;
  let started = false;
  let touched = false;

  new ResizeObserver(
    () => element.clientWidth && plot.resize(element.clientWidth, element.clientHeight),
  ).observe(element);
  for (const event of ["wheel", "pointerdown", "keydown"])
    canvas.addEventListener(event, () => (touched = true));
  canvas.addEventListener("pointermove", (event) => viewport.dragging() || point(moduleAt(event)));
  canvas.addEventListener("pointerleave", () => point(-1));
  canvas.addEventListener("click", (event) => chosen(event, moduleAt(event)));
  canvas.addEventListener("dblclick", (event) => {
    const module = moduleAt(event);
    if (module >= 0) app.opener.open(module, 0);
  });
  canvas.addEventListener("keydown", (event) => {
    const [selected] = nodesOf(app);
    if (event.key === "Enter" && selected?.module >= 0) app.opener.open(selected.module, 0);
    else if (!viewport.key(event.key)) return;
    event.preventDefault();
  });
  const swatches = groups
    .slice(0, 8)
    .map((node, at) =>
      h(
        "li",
        {},
        h("button", { type: "button", class: `swatch g${at}`, onclick: () => app.select(node) }, node.label),
      ),
    );
  legend.append(...swatches);

  function moduleAt({ offsetX, offsetY }) {
    const { x, y, scale } = viewport.view;
    return plot.nearest((offsetX - x) / scale, (offsetY - y) / scale, NEAR / scale);
  }

  function point(module) {
    if (module === pointed) return;
    pointed = module;
    canvas.style.cursor = module < 0 ? "" : "pointer";
    plot.point(module);
  }

  let pressed = [0, 0];
  canvas.addEventListener("pointerdown", ({ clientX, clientY }) => (pressed = [clientX, clientY]));

  function chosen({ detail, clientX, clientY }, module) {
    const dragged = Math.hypot(clientX - pressed[0], clientY - pressed[1]) > 4;
    if (dragged || detail > 1) return;
    if (module < 0) app.store.set({ selected: null });
    else app.select(tree.nodes[tree.leafOf[module]]);
  }

  /** Let a worker move the modules from where they begin to where the forces leave them. */
  function start() {
    started = true;
    const script = new Blob([byId("worker").textContent], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(script));
    worker.onmessage = ({ data: { places, done } }) => {
      plot.move(places);
      if (!touched) fit();
      if (!done) return;
      worker.terminate();
      app.work.placed = true;
    };
    const { from, to } = model.edges;
    const parents = Int32Array.from(model.modules, (_, module) => tree.nodes[tree.leafOf[module]].parent.id);
    worker.postMessage({
      places: plot.places(),
      from,
      to,
      groups: parents,
      regions: regions(tree, groups),
      steps: STEPS,
    });
  }

  const fit = () => viewport.fit(plot.bounds(), 1.5);

  return {
    show(keys) {
      if (!started) {
        plot.resize(element.clientWidth, element.clientHeight);
        fit();
        start();
      }
      swatches.forEach((swatch, at) => (swatch.hidden = !app.scene.count(groups[at])));
      plot.refresh(keys);
      const [node] = nodesOf(app);
      if (keys.has("selected") && node?.module >= 0) viewport.reveal(...plot.place(node.module));
    },
    fit,
    /** Where a module is on the canvas. */
    whereIs(module) {
      const { x, y, scale } = viewport.view;
      const [across, down] = plot.place(module);
      return [across * scale + x, down * scale + y];
    },
  };
}
