/** Draws the part of a matrix that is in sight; returns how many cells that were. */

import { BREACH, LOAD } from "./model.js";
import { inks, prepared } from "./canvas.js";

export function cellsOf(canvas, sight) {
  const { width, height, names, head } = sight;
  const context = prepared(canvas, width, height);
  const ink = inks();
  context.save();
  context.beginPath();
  context.rect(names, head, width - names, height - head);
  context.clip();
  blocks(context, sight, ink);
  const drawn = cells(context, sight, ink);
  cross(context, sight, ink);
  context.restore();
  if (sight.size >= 11) columns(context, sight, ink);
  edges(context, sight, ink);
  return drawn;
}

const xOf = ({ names, left, size }, column) => names + column * size - left;
const yOf = ({ head, top, size }, row) => head + row * size - top;

function inSight({ grid, size, left, top, width, height, names, head }) {
  const until = (at) => Math.min(grid.rows.length, at);
  return {
    rows: [Math.floor(top / size), until(Math.ceil((top + height - head) / size))],
    columns: [Math.floor(left / size), until(Math.ceil((left + width - names) / size))],
  };
}

/** The squares of open packages along the diagonal, and the diagonal itself. */
function blocks(context, sight, ink) {
  const { grid, size } = sight;
  const { rows } = inSight(sight);
  grid.rows.forEach(({ open, end, depth }, at) => {
    if (open && end > rows[0] && at < rows[1]) {
      context.fillStyle = depth % 2 ? ink.raised : ink.surface;
      context.fillRect(xOf(sight, at), yOf(sight, at), (end - at) * size, (end - at) * size);
      context.strokeStyle = ink.line;
      context.strokeRect(xOf(sight, at) + 0.5, yOf(sight, at) + 0.5, (end - at) * size, (end - at) * size);
    } else if (!open && at >= rows[0] && at < rows[1]) {
      context.fillStyle = ink.line;
      context.fillRect(xOf(sight, at), yOf(sight, at), size, size);
    }
  });
}

function cells(context, sight, ink) {
  const { grid, size } = sight;
  const { rows, columns } = inSight(sight);
  context.textAlign = "center";
  context.textBaseline = "middle";
  let drawn = 0;
  for (const [key, link] of grid.cells) {
    const [row, column] = [Math.floor(key / grid.rows.length), key % grid.rows.length];
    if (row < rows[0] || row >= rows[1] || column < columns[0] || column >= columns[1]) continue;
    drawn++;
    cell(context, sight, ink, { link, row, column });
  }
  context.globalAlpha = 1;
  return drawn;
}

function cell(context, sight, ink, { link, row, column }) {
  const { size } = sight;
  const [x, y] = [xOf(sight, column), yOf(sight, row)];
  const gap = size > 8 ? 1 : 0;
  const colour = colourOf(link.marks, row < column, ink);
  context.globalAlpha = colour === ink.outward ? Math.min(0.75, 0.22 + Math.log2(link.count) * 0.08) : 0.85;
  context.fillStyle = colour;
  context.fillRect(x + gap, y + gap, size - 2 * gap, size - 2 * gap);
  if (size < 15) return;
  context.globalAlpha = 1;
  context.fillStyle = colour === ink.outward ? ink.text : ink.onMark;
  context.font = `${Math.min(11, size * (link.count > 99 ? 0.45 : 0.55))}px system-ui, sans-serif`;
  context.fillText(link.count > 999 ? "∞" : link.count, x + size / 2, y + size / 2 + 0.5);
}

function colourOf(marks, above, ink) {
  if (marks & BREACH) return ink.breach;
  if (marks & LOAD) return ink.cycle;
  return above ? ink.soft : ink.outward;
}

/** The row and column under the pointer, and those selected. */
function cross(context, sight, ink) {
  const { cursor, selected, size, names, head, width, height } = sight;
  const stripe = (row, column, colour, alpha) => {
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.fillRect(names, yOf(sight, row), width, size);
    context.fillRect(xOf(sight, column), head, size, height);
    context.globalAlpha = 1;
  };
  for (const at of selected) if (at !== undefined) stripe(at, at, ink.accent, 0.14);
  if (!cursor) return;
  stripe(cursor.row, cursor.column, ink.text, 0.07);
  context.strokeStyle = ink.accent;
  context.lineWidth = 2;
  context.strokeRect(xOf(sight, cursor.column), yOf(sight, cursor.row), size, size);
  context.lineWidth = 1;
}

/** The names of the columns, upright. */
function columns(context, sight, ink) {
  const { grid, size, names, head, width, cursor, selected } = sight;
  const { columns: seen } = inSight(sight);
  context.save();
  context.beginPath();
  context.rect(names, 0, width - names, head);
  context.clip();
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (let column = seen[0]; column < seen[1]; column++) {
    const { node, open } = grid.rows[column];
    context.save();
    context.translate(xOf(sight, column) + size / 2, head - 6);
    context.rotate(-Math.PI / 2);
    context.font = `${node.module < 0 ? 600 : 400} ${Math.min(12, size * 0.62)}px system-ui, sans-serif`;
    context.fillStyle =
      cursor?.column === column || selected.has(column) ? ink.accent : open ? ink.muted : ink.text;
    context.fillText(node.label, 0, 0, head - 12);
    context.restore();
  }
  context.restore();
}

function edges(context, { names, head, width, height }, ink) {
  context.strokeStyle = ink.line;
  context.beginPath();
  context.moveTo(names - 0.5, 0);
  context.lineTo(names - 0.5, height);
  context.moveTo(0, head - 0.5);
  context.lineTo(width, head - 0.5);
  context.stroke();
}
