/** Tells when the graph is another one than that shown: whoever serves the page knows, or is around it. */

const EACH = 2000; // milliseconds between two questions, while somebody looks

export function watch({ graph, editor, around }, { changed, gone }) {
  if (around) addEventListener("message", ({ data }) => data.changed && changed());
  if (editor || around) return;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch("revision").catch(() => null);
    if (answer?.ok && Number(await answer.text()) === graph.revision) return;
    clearInterval(timer);
    if (answer?.ok) changed();
    else gone();
  }, EACH);
}
