/** What Vitals can do here, as a list to choose from: behind the status item. */

import * as vscode from "vscode";
import { versionOf } from "./status.ts";
import type { Running } from "./running.ts";

interface Choice extends vscode.QuickPickItem {
  readonly command?: readonly [string, ...unknown[]];
}

export async function menu(running: Running | undefined): Promise<void> {
  const title = running ? versionOf(running) : "Vitals does not run";
  const chosen = await vscode.window.showQuickPick(running ? [...ofCode, ...ofServer] : ofServer, { title, placeHolder: "What to do" });
  if (chosen?.command) await vscode.commands.executeCommand(...chosen.command);
}

const ofCode: readonly Choice[] = [
  { label: "$(question) Why is this function complex?", command: ["vitals.whyHere"] },
  { label: "$(dashboard) Show this session", command: ["vitals.openSession"] },
  { label: "$(type-hierarchy) Show the import graph", command: ["vitals.openGraph"] },
  { label: "$(flame) Show hotspots and cycles", command: ["workbench.view.extension.vitals"] },
  { label: "", kind: vscode.QuickPickItemKind.Separator },
];

const ofServer: readonly Choice[] = [
  { label: "$(debug-restart) Restart the server", command: ["vitals.restart"] },
  { label: "$(output) Show the log", command: ["vitals.showLog"] },
  { label: "$(gear) Settings", command: ["workbench.action.openSettings", "@ext:vitals.vitals"] },
];
