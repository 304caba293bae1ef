/**
 * The matrix view: names beside, cells on a canvas of which only what is in sight is drawn. Open and
 * closed packages are those of the package view.
 */

import { counted, h, number } from "./dom.js";
import { gridOf } from "./grid.js";
import { cellsOf } from "./cells.js";
import { nodesOf } from "./selection.js";

const NAMES = 250; // width of the names
const HEAD = 128; // height of the names above the columns
const [LEAST, USUAL, MOST] = [3, 20, 28];

export function matrixView(element, app) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const names = h("div", { class: "names", role: "tree", "aria-label": "Rows of the matrix" });
  const extent = h("div", { class: "extent" });
  const sticky = h("div", { class: "sheet" }, canvas, names);
  const told = h(
    "p",
    { class: "told" },
    "A column imports a row. What stands above the diagonal points back.",
  );
  const scroller = h(
    "div",
    {
      class: "scroller",
      tabindex: "0",
      role: "group",
      "aria-label": "Dependency matrix. Arrow keys move between cells, Enter shows what a cell holds.",
    },
    extent,
    sticky,
  );
  element.append(scroller, told);
  let grid = null;
  let size = USUAL;
  let cursor = null;
  let pending = false;

  scroller.addEventListener("scroll", later);
  new ResizeObserver(later).observe(scroller);
  canvas.addEventListener("pointermove", (event) => point(cellAt(event)));
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("click", (event) => choose(cellAt(event)));
  scroller.addEventListener("keydown", onKey);

  function later() {
    if (pending) return;
    pending = true;
    requestAnimationFrame(paint);
  }

  function paint() {
    pending = false;
    if (!grid || !scroller.clientWidth) return;
    const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = scroller;
    sticky.style.width = `${width}px`;
    sticky.style.height = `${height}px`;
    const selected = new Set(nodesOf(app).map((node) => grid.place.get(node.id)));
    const drawn = cellsOf(canvas, {
      grid,
      size,
      left,
      top,
      width,
      height,
      names: NAMES,
      head: HEAD,
      cursor,
      selected,
    });
    list(top, height);
    app.work.cells = drawn;
    app.work.frames++;
  }

  /** The names of the rows in sight. */
  function list(top, height) {
    const first = Math.floor(top / size);
    const seen = size < 11 ? [] : grid.rows.slice(first, first + Math.ceil((height - HEAD) / size) + 1);
    names.replaceChildren(...seen.map((row, at) => nameOf(row, (first + at) * size - top + HEAD)));
  }

  function nameOf({ node, depth, open }, top) {
    const isPackage = node.module < 0;
    const line = h(
      "button",
      {
        type: "button",
        role: "treeitem",
        tabindex: "-1",
        class: `row ${isPackage ? "package" : ""}`,
        title: node.name,
        "data-name": node.name,
        "aria-level": depth + 1,
        "aria-expanded": isPackage ? String(open) : null,
        "aria-selected": String(nodesOf(app)[0] === node),
        onclick: (event) => event.detail < 2 && app.select(node),
        ondblclick: () => (isPackage ? app.toggle(node) : app.opener.open(node.module, 0)),
      },
      h(
        "span",
        { class: "turn", onclick: (event) => isPackage && (event.stopPropagation(), app.toggle(node)) },
        isPackage ? (open ? "▾" : "▸") : "",
      ),
      h("span", { class: "label" }, node.label),
      isPackage && h("span", { class: "count" }, number(app.scene.count(node))),
    );
    line.style.top = `${top}px`;
    line.style.height = `${size}px`;
    line.style.paddingLeft = `${8 + depth * 14}px`;
    return line;
  }

  function cellAt({ offsetX, offsetY }) {
    const column = Math.floor((offsetX - NAMES + scroller.scrollLeft) / size);
    const row = Math.floor((offsetY - HEAD + scroller.scrollTop) / size);
    const inside = offsetX > NAMES && offsetY > HEAD && column < grid.rows.length && row < grid.rows.length;
    return inside ? { row, column } : null;
  }

  function point(cell) {
    if (cell?.row === cursor?.row && cell?.column === cursor?.column) return;
    cursor = cell;
    if (cell) told.textContent = sentence(cell);
    later();
  }

  function sentence({ row, column }) {
    const [imported, importer] = [grid.rows[row].node.name, grid.rows[column].node.name];
    const link = grid.cells.get(row * grid.rows.length + column);
    if (row === column) return importer;
    if (!link) return `${importer} does not import ${imported}`;
    return `${importer} imports ${imported}: ${counted(link.count, "import")}${row < column ? ", against the order" : ""}`;
  }

  function choose(cell) {
    if (!cell) return;
    const link = grid.cells.get(cell.row * grid.rows.length + cell.column);
    const { node } = grid.rows[cell.row];
    if (link) app.store.set({ selected: { pair: [link.from, link.to] } });
    else if (cell.row === cell.column && node.module < 0) app.toggle(node);
    else if (cell.row === cell.column) app.select(node);
  }

  function onKey(event) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (step) walk(step);
    else if (event.key === "Enter" && cursor) choose(cursor);
    else if (event.key === "+" || event.key === "=") resize(size + 2);
    else if (event.key === "-") resize(size - 2);
    else return;
    event.preventDefault();
  }

  function walk([down, right]) {
    const within = (at) => Math.max(0, Math.min(grid.rows.length - 1, at));
    point(
      cursor
        ? { row: within(cursor.row + down), column: within(cursor.column + right) }
        : { row: 0, column: 0 },
    );
    uncover(cursor.row, cursor.column);
    app.say(sentence(cursor));
  }

  function uncover(row, column) {
    const into = (at, scrolled, room) => Math.min(at * size, Math.max(scrolled, (at + 1) * size - room));
    scroller.scrollTop = into(row, scroller.scrollTop, scroller.clientHeight - HEAD);
    scroller.scrollLeft = into(column, scroller.scrollLeft, scroller.clientWidth - NAMES);
  }

  function resize(wanted) {
    size = Math.max(LEAST, Math.min(MOST, wanted));
    extent.style.width = `${NAMES + grid.rows.length * size + 12}px`;
    extent.style.height = `${HEAD + grid.rows.length * size + 12}px`;
    later();
  }

  return {
    show(keys) {
      if (!grid || keys.has("open") || keys.has("scene")) {
        grid = gridOf(app.scene, app.store.state.open);
        cursor = null;
        app.work.layouts++;
        resize(size);
      }
      const place = keys.has("selected") ? grid.place.get(nodesOf(app)[0]?.id) : undefined;
      if (place !== undefined) uncover(place, place);
      later();
    },
    fit() {
      const room = Math.min(scroller.clientWidth - NAMES, scroller.clientHeight - HEAD) - 16;
      resize(Math.min(USUAL, Math.floor(room / grid.rows.length)));
    },
  };
}
