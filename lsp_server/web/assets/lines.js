/** The geometry of the package view: lines between boxes, and rectangles around them. */

import { HEADER } from "./layered.js";

/** The points from one box straight to another. */
export function straight(from, to) {
  const down = to.y + to.height / 2 >= from.y + from.height / 2;
  return [from, to].map(({ x, y, width, height }) =>
    down ? [x + width / 2, y, y + height] : [x + width / 2, y + height, y],
  );
}

/** A smooth path over points [x, y in, y out], and where its first bend is. */
export function curved(points) {
  let [x, , y] = points[0];
  let path = `M${round(x)} ${round(y)}`;
  const told = { x: (x + points[1][0]) / 2, y: (y + points[1][1]) / 2 };
  for (const [nextX, enters, leaves] of points.slice(1)) {
    const bend = (y + enters) / 2;
    path += `C${round(x)} ${round(bend)} ${round(nextX)} ${round(bend)} ${round(nextX)} ${round(enters)}`;
    [x, y] = [nextX, leaves];
    if (leaves !== points.at(-1)[2]) path += `V${round(leaves)}`;
  }
  return { path, ...told };
}

/** The rectangle around some boxes. */
export function around(boxes) {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const [right, bottom] = [
    Math.max(...boxes.map((box) => box.x + box.width)),
    Math.max(...boxes.map((box) => box.y + box.height)),
  ];
  return { x, y, width: right - x, height: bottom - y };
}

/** The point of a box that stands for it: its middle, or that of its heading. */
export function centreOf({ x, y, width, height, open }) {
  return { x: x + width / 2, y: open ? y + HEADER / 2 : y + height / 2 };
}

const round = (value) => Math.round(value * 10) / 10;
