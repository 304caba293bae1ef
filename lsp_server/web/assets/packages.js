/**
 * The package view: boxes in boxes, opened and closed in place, with what each imports of the
 * others. Links are drawn between the children of one package; those of what is pointed at, exactly.
 */

import { boxOf, textWidth } from "./boxes.js";
import { s } from "./dom.js";
import { layered } from "./layered.js";
import { around, centreOf, curved, straight } from "./lines.js";
import { fold, lifted, links } from "./scene.js";
import { nodesOf, traceOf } from "./selection.js";
import { isAgainst, linkOf, rankOf } from "./strokes.js";
import { viewportOf } from "./viewport.js";

const FAINT = 1200; // more links than this tell nothing and cost much: the heaviest are drawn

export function packagesView(element, app) {
  const world = s("g");
  const svg = s("svg", { class: "packages", role: "tree", "aria-label": "Packages", tabindex: "-1" }, world);
  element.prepend(svg);
  const viewport = viewportOf(element, {
    moved: ({ x, y, scale }) => world.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`),
  });
  let drawn = null;
  let pointed = null;
  let fitted = false;

  element.addEventListener("keydown", onKey);
  svg.addEventListener("pointerover", (event) => point(nodeAt(event.target)));
  svg.addEventListener("pointerleave", () => point(null));

  function nodeAt(target) {
    const id = target.closest("[data-node]")?.dataset.node;
    return id === undefined ? null : Number(id);
  }

  function point(id) {
    if (id === pointed) return;
    pointed = id;
    emphasise();
  }

  /** Lay out and draw anew. What is under `anchor`, a node's number, stays where it is on screen. */
  function draw(anchor = null) {
    const { scene, tree } = app;
    const { stands } = fold(scene, app.store.state.open);
    const exact = links(scene, stands);
    const inside = lifted(tree, exact);
    const layout = layered(tree.root, { count: scene.count, open: app.store.state.open, inside, textWidth });
    const before = drawn?.layout.boxes.get(anchor);
    const after = layout.boxes.get(anchor);
    const focused = nodeAt(document.activeElement);
    drawn = {
      layout,
      exact,
      routes: new Map([...inside.values()].flat().map((link) => [keyOf(link), link])),
    };
    world.replaceChildren(
      boxesOf(layout, true),
      linksOf(layout, inside),
      boxesOf(layout, false),
      s("g", { class: "exact" }),
    );
    if (before && after) {
      const { scale } = viewport.view;
      viewport.move((before.x - after.x) * scale, (before.y - after.y) * scale);
    }
    emphasise();
    if (focused !== null) svg.querySelector(`[data-node="${focused}"]`)?.focus({ preventScroll: true });
    app.work.layouts++;
  }

  /** The boxes that are open, or those that are not; the former lie below the links. */
  function boxesOf(layout, open) {
    const group = s("g");
    for (const box of layout.boxes.values())
      if (box.node.parent && box.open === open) group.append(boxOf(app, box, { clicked, activated }));
    return group;
  }

  /** The links between boxes of one package, the worst drawn last and so on top. */
  function linksOf(layout, inside) {
    const group = s("g", { class: "links" });
    const all = [...inside.values()]
      .flat()
      .sort((a, b) => rankOf(layout, a) - rankOf(layout, b) || a.weight - b.weight);
    for (const link of all.slice(-FAINT)) group.append(linkOf(app, layout, link, isAgainst(layout, link)));
    return group;
  }

  function clicked(event, node) {
    event.stopPropagation();
    if (event.detail > 1) return;
    app.select(node);
  }

  function activated(event, node) {
    event.stopPropagation();
    if (node.module < 0) app.toggle(node);
    else app.opener.open(node.module, 0);
  }

  /** Bring out the selected node and the one pointed at, with all that they import and are imported by. */
  function emphasise() {
    if (!drawn) return;
    const { exact, layout, routes } = drawn;
    const chosen = new Set(nodesOf(app).map((node) => seenFor(node)));
    const centre = pointed !== null && layout.boxes.has(pointed) ? new Set([pointed]) : chosen;
    const ends = (id) => endsOf(id, centre);
    const lines = s("g", { class: "exact" });
    const near = new Set(centre);
    const touched = exact.filter(({ from, to }) => ends(from) !== ends(to));
    for (const link of touched) {
      near.add(link.from).add(link.to);
      const shape = linkOf(app, layout, routes.get(keyOf(link)) ?? link, touched.length <= 40);
      shape.classList.add(ends(link.from) ? "outward" : "inward");
      lines.append(shape);
    }
    const trace = traceOf(app);
    lines.append(...trace.steps.map((step) => stepOf(layout, step, trace.mark)));
    for (const module of trace.modules) near.add(seenFor(app.tree.nodes[app.tree.leafOf[module]]));
    world.lastChild.replaceWith(lines);
    svg.classList.toggle("focused", near.size > 0);
    for (const box of svg.querySelectorAll(".box")) {
      const id = Number(box.dataset.node);
      box.classList.toggle("selected", chosen.has(id));
      box.classList.toggle("near", near.has(id));
      box.setAttribute("aria-selected", String(chosen.has(id)));
      box.setAttribute("tabindex", chosen.has(id) ? "0" : "-1");
    }
    if (!svg.querySelector('.box[tabindex="0"]')) svg.querySelector(".box")?.setAttribute("tabindex", "0");
  }

  /** One import of a cycle's or a breach's chain. */
  function stepOf(layout, step, mark) {
    const [from, to] = step.map((module) =>
      layout.boxes.get(seenFor(app.tree.nodes[app.tree.leafOf[module]])),
    );
    if (!from || !to || from === to) return "";
    const said = step.map((module) => app.model.modules[module].name).join(" imports ");
    const link = drawn.routes.get(keyOf({ from: from.node.id, to: to.node.id }));
    const beside = ([x, ...rest]) => [x + (from.y > to.y ? 9 : 0), ...rest]; // the way back is not the way there
    const { path } = curved(layout.paths.get(link) ?? straight(from, to).map(beside));
    return s(
      "g",
      { class: `link trace ${mark}` },
      s("title", {}, said),
      s("path", { d: path, class: "line", "stroke-width": 2.4 }),
    );
  }

  function endsOf(id, centre) {
    for (let node = app.tree.nodes[id]; node; node = node.parent) if (centre.has(node.id)) return true;
    return false;
  }

  /** The number of the box that shows a node: its own, or that of the closed package around it. */
  function seenFor(node) {
    let at = node;
    while (at && !drawn.layout.boxes.has(at.id)) at = at.parent;
    return at?.id;
  }

  function onKey(event) {
    const id = nodeAt(event.target);
    const node = id === null ? null : app.tree.nodes[id];
    if (node && event.key.startsWith("Arrow")) focusToward(node.id, event.key);
    else if (node && event.key === " ") app.select(node);
    else if (node && event.key === "Enter") activated(event, node);
    else if (!viewport.key(event.key)) return;
    event.preventDefault();
  }

  function focusToward(id, key) {
    const here = centreOf(drawn.layout.boxes.get(id));
    const along = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    let best = null;
    for (const box of drawn.layout.boxes.values()) {
      const there = centreOf(box);
      const [dx, dy] = [there.x - here.x, there.y - here.y];
      const ahead = dx * along[0] + dy * along[1];
      const aside = Math.abs(dx * along[1]) + Math.abs(dy * along[0]);
      const far = ahead + 2.5 * aside;
      if (box.node.parent && ahead > 1 && (!best || far < best.far))
        best = { far, id: box.node.id, ...there };
    }
    if (!best) return;
    viewport.reveal(best.x, best.y);
    svg.querySelector(`[data-node="${best.id}"]`).focus({ preventScroll: true });
    point(best.id);
  }

  return {
    /** Show what changed in the state; `keys` are the changed keys. */
    show(keys) {
      if (!drawn || keys.has("open") || keys.has("scene")) draw(app.anchor);
      else emphasise();
      if (!fitted && element.clientWidth) this.fit();
      fitted ||= element.clientWidth > 0;
      if (keys.has("selected")) this.reveal();
    },
    fit: () => viewport.fit({ x: 0, y: 0, width: drawn.layout.width, height: drawn.layout.height }, 1.25),
    /** Bring what is selected into sight: a box, or as far as it fits a whole chain. */
    reveal() {
      const modules = traceOf(app)
        .steps.flat()
        .map((module) => app.tree.nodes[app.tree.leafOf[module]]);
      const boxes = [...nodesOf(app), ...modules]
        .map((node) => drawn.layout.boxes.get(seenFor(node)))
        .filter(Boolean);
      if (boxes.length === 1) viewport.reveal(centreOf(boxes[0]).x, boxes[0].y + 15);
      else if (boxes.length) viewport.include(around(boxes));
    },
  };
}

const keyOf = ({ from, to }) => `${from}:${to}`;
