/** The status item: the health of the file that is looked at, the store's state, and a menu. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { health, type Health, type Store } from "./protocol.ts";
import type { Running, Server } from "./running.ts";

const REST = 150; // milliseconds after a change before the file's health is asked for

export class Status implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;

  constructor(private readonly server: Server) {
    this.item = vscode.window.createStatusBarItem("vitals.health", vscode.StatusBarAlignment.Right, 90);
    this.item.name = "Vitals: Health of the File";
    this.item.command = "vitals.menu";
    this.subscriptions = [
      this.item,
      vscode.window.onDidChangeActiveTextEditor(() => { this.soon(0); }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.soon(REST);
      }),
      server.onDidChange(() => { this.soon(0); }),
    ];
    this.soon(0);
  }

  /** Ask for the health of the file again, in a moment. */
  soon(rest: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), rest);
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async refresh(): Promise<void> {
    const asked = ++this.asked;
    const document = vscode.window.activeTextEditor?.document;
    const { running } = this.server;
    if (document?.languageId !== "python") this.item.hide();
    else if (!running && this.server.starting) this.show("$(sync~spin) Vitals", "The server is starting.");
    else if (!running) this.show("$(error) Vitals", "Vitals does not run. Click for what to do.", "error");
    else {
      const told = await healthOf(running.client, document);
      if (asked === this.asked) this.tell(told, running);
    }
  }

  private tell(told: Health | null | undefined, running: Running): void {
    if (!told) this.show("$(pulse) Vitals", `Vitals does not follow this file.\n\n${versionOf(running)}`);
    else {
      const icon = told.pending ? "$(sync~spin)" : "$(pulse)";
      const apart = told.store && isTrouble(told.store) ? " $(debug-disconnect)" : "";
      const kind = told.tiers[3] || told.new ? "warning" : undefined;
      this.show(`${icon} ${told.text}${apart}`, detailOf(told, running), kind);
    }
  }

  private show(text: string, tooltip: string, kind?: "warning" | "error"): void {
    this.item.text = text;
    this.item.tooltip = new vscode.MarkdownString(tooltip, true);
    this.item.accessibilityInformation = { label: `Vitals: ${text.replaceAll(/\$\([^)]*\) ?/g, "")}`, role: "button" };
    this.item.backgroundColor = kind && new vscode.ThemeColor(`statusBarItem.${kind}Background`);
    this.item.show();
  }
}

/** Return the version of the server, and what runs it. */
export function versionOf({ client, interpreter, command }: Running): string {
  const version = client.initializeResult?.serverInfo?.version ?? "?";
  const which = command.bundled ? "bundled" : "of the environment";
  return `Vitals ${version} (${which}), Python ${interpreter.version.join(".")} (${interpreter.why})`;
}

async function healthOf(client: LanguageClient, document: vscode.TextDocument): Promise<Health | null | undefined> {
  try {
    const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    return await client.sendRequest(health, { textDocument });
  } catch {
    return undefined; // the server has just ended, or is an older one: the log says so
  }
}

function detailOf(told: Health, running: Running): string {
  const { index, store } = told;
  const parts = [told.detail];
  if (!index.complete) parts.push(`$(sync~spin) Workspace: ${index.indexed} of ${index.files} files analysed`);
  parts.push(store ? `Memory: ${store.detail}` : "Memory: nothing is remembered here");
  return [...parts, versionOf(running)].join("\n\n");
}

const isTrouble = ({ state }: Store): boolean => state === "apart" || state === "memory";
