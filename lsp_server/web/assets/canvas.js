/** A canvas at the screen's resolution, in the colours of the style sheet. */

const NAMES = [
  ...["ground", "surface", "raised", "line", "strong", "text", "muted", "accent", "onMark"],
  ...["outward", "inward", "cycle", "soft", "breach"],
  ...["g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7"],
];

/** The colours of the present theme by name. */
export function inks() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** A cleared context that counts in CSS pixels. */
export function prepared(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  if (canvas.style) {
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
