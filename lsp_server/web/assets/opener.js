/**
 * From the page to the editor: by links of a form that the editor understands, by asking the
 * language server that serves the page or, in a webview, by a message to the editor around it.
 */

import { h } from "./dom.js";

export function openerOf(model, { editor, around, say }) {
  const href = (module, line) =>
    editor
      .replaceAll("{path}", () =>
        model.modules[module].path.toWellFormed().split("/").map(encodeURIComponent).join("/"),
      )
      .replaceAll("{line}", String(line + 1));

  async function ask(module, line) {
    const { path } = model.modules[module];
    if (around) {
      around.postMessage({ open: { path, line } });
      return;
    }
    const answer = await fetch("open", { method: "POST", body: JSON.stringify({ path, line }) }).catch(
      () => null,
    );
    if (answer?.status === 501)
      say(`Your editor cannot be asked to open files. It is ${path}, line ${line + 1}.`);
    else if (!answer?.ok) say("The language server that made this page no longer answers.");
    else say("");
  }

  const opener = {
    open(module, line) {
      if (editor) h("a", { href: href(module, line), rel: "noreferrer" }).click();
      else ask(module, line);
    },
    /** What one clicks to open a module's file at a line (counted from 0). */
    link(module, line, text) {
      const name = model.modules[module].name;
      const label = `Open ${name} at line ${line + 1} in the editor`;
      const attributes = { class: "open-file", "aria-label": label, title: label };
      if (editor) return h("a", { ...attributes, href: href(module, line), rel: "noreferrer" }, text);
      return h("button", { ...attributes, type: "button", onclick: () => ask(module, line) }, text);
    },
  };
  return opener;
}
