/** In a page that a language server serves: tells when the graph is another one than that shown. */

const EACH = 2000; // milliseconds between two questions, while somebody looks

export function watch({ graph, editor }, { changed, gone }) {
  if (editor) return;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch("revision").catch(() => null);
    if (answer?.ok && Number(await answer.text()) === graph.revision) return;
    clearInterval(timer);
    if (answer?.ok) changed();
    else gone();
  }, EACH);
}
