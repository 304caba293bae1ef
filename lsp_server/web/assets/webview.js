/** The editor around a page that is shown in a webview: what the page tells it, and its colours. */

/** In a webview, who is told what the user wants; null anywhere else. */
export function editorOf() {
  const api = globalThis.acquireVsCodeApi?.();
  return api ?? null;
}

/** Whether the editor's colours are dark ones. */
export const isDark = () => /vscode-(dark|high-contrast)(?!-light)/.test(document.body.className);

/** Call with true or false now and whenever the editor's colours change. */
export function followColours(call) {
  call(isDark());
  new MutationObserver(() => call(isDark())).observe(document.body, {
    attributes: true,
    attributeFilter: ["class"],
  });
}
