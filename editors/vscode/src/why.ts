/** Which functions have their contributions shown, and asking at the cursor. */

import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient } from "vscode-languageclient/node";
import { metrics } from "./protocol.ts";

const WHY = "vitals.why";

/** Remembers what the user has opened, so that a new server shows it as the old one did. */
export class Explained {
  private readonly shown = new Map<string, readonly [uri: string, symbol: string]>();

  toggled(given: readonly unknown[]): void {
    const [uri, symbol] = given;
    if (typeof uri !== "string" || typeof symbol !== "string") return;
    const key = `${uri}#${symbol}`;
    if (!this.shown.delete(key)) this.shown.set(key, [uri, symbol]);
  }

  async showAgain(client: LanguageClient): Promise<void> {
    const open = new Set(vscode.workspace.textDocuments.map((document) => client.code2ProtocolConverter.asUri(document.uri)));
    for (const [key, given] of this.shown) {
      if (open.has(given[0])) await client.sendRequest(ExecuteCommandRequest.type, { command: WHY, arguments: [...given] });
      else this.shown.delete(key);
    }
  }
}

/** Show or hide why the function at the cursor is as complex as it is. */
export async function whyHere(client: LanguageClient): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "python") {
    void vscode.window.showInformationMessage("Put the cursor into a function of a Python file, and ask again.");
    return;
  }
  const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document);
  const found = await client.sendRequest(metrics, { textDocument });
  const line = editor.selection.active.line;
  const around = (found?.functions ?? []).filter(({ firstLine, endLine }) => firstLine <= line && line <= endLine);
  const innermost = around.sort((one, other) => other.firstLine - one.firstLine)[0];
  if (!innermost) {
    void vscode.window.showInformationMessage("There is no function at the cursor.");
  } else if (!innermost.contributions.length) {
    void vscode.window.showInformationMessage(`Nothing in ${innermost.symbol} adds to its cognitive complexity: it is 0.`);
  } else {
    await vscode.commands.executeCommand(WHY, textDocument.uri, innermost.symbol);
  }
}
