/** Panning and zooming of a drawing: by pointer, wheel, pinch and keys. It only keeps the numbers. */

const STEP = 60;
const ROOM = 22; // around what is fitted
const FOOT = 58; // below it, where the legend is
const EDGE = 40; // what is nearer to the edge counts as out of sight

/** `moved(view)` is called at each change; a view is {x, y, scale}: screen = drawing * scale + x. */
export function viewportOf(element, { least = 0.05, most = 4, moved }) {
  const view = { x: 0, y: 0, scale: 1 };
  const pointers = new Map();

  const move = (dx, dy) => {
    view.x += dx;
    view.y += dy;
    moved(view);
  };
  const zoom = (factor, x, y) => {
    const scale = Math.min(most, Math.max(least, view.scale * factor));
    view.x = x - ((x - view.x) * scale) / view.scale;
    view.y = y - ((y - view.y) * scale) / view.scale;
    view.scale = scale;
    moved(view);
  };
  const local = (event) => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const centred = (factor) => zoom(factor, element.clientWidth / 2, element.clientHeight / 2);

  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (event.ctrlKey || !event.shiftKey)
        zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), ...local(event));
      else move(-event.deltaX - event.deltaY, 0);
    },
    { passive: false },
  );
  element.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    pointers.set(event.pointerId, local(event));
  });
  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = local(event);
    if (pointers.size === 2) pinch(event.pointerId, before, now);
    else move(now[0] - before[0], now[1] - before[1]);
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    element.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }

  function pinch(id, before, now) {
    const [, other] = [...pointers].find(([key]) => key !== id);
    const distance = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
    zoom(distance(now) / Math.max(1, distance(before)), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  }

  /** Whether a point of the drawing is in sight, and not at the very edge. */
  function seen(x, y) {
    const [left, top] = [x * view.scale + view.x, y * view.scale + view.y];
    return (
      left > EDGE && top > EDGE && left < element.clientWidth - EDGE && top < element.clientHeight - EDGE
    );
  }

  return {
    view,
    move,
    dragging: () => pointers.size > 0,
    /** Bring a rectangle of the drawing into sight unless it is, without making it larger. */
    include(area) {
      if (seen(area.x, area.y) && seen(area.x + area.width, area.y + area.height)) return;
      this.fit(area, view.scale);
    },
    /** Show a rectangle of the drawing whole, no larger than `largest`. */
    fit({ x, y, width, height }, largest = 1) {
      const across = (element.clientWidth - 2 * ROOM) / Math.max(1, width);
      const down = (element.clientHeight - ROOM - FOOT) / Math.max(1, height);
      view.scale = Math.min(largest, Math.max(least, Math.min(across, down)));
      view.x = (element.clientWidth - width * view.scale) / 2 - x * view.scale;
      view.y = (element.clientHeight - FOOT + ROOM - height * view.scale) / 2 - y * view.scale;
      moved(view);
    },
    /** Bring a point of the drawing to the middle when it is out of sight. */
    reveal(x, y) {
      const [left, top] = [x * view.scale + view.x, y * view.scale + view.y];
      if (!seen(x, y)) move(element.clientWidth / 2 - left, element.clientHeight / 2 - top);
    },
    /** Take a key that pans or zooms; tell whether it was one. */
    key(key) {
      const moves = {
        ArrowLeft: [STEP, 0],
        ArrowRight: [-STEP, 0],
        ArrowUp: [0, STEP],
        ArrowDown: [0, -STEP],
      };
      if (key === "+" || key === "=") centred(1.25);
      else if (key === "-") centred(0.8);
      else if (moves[key]) move(...moves[key]);
      else return false;
      return true;
    },
  };
}
