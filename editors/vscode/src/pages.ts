/** The picture of the import graph and the dashboard of the session, each in a webview of its own. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type Changed, page, session } from "./protocol.ts";
import type { Server } from "./running.ts";

export type Kind = "graph" | "session";

interface Shown {
  readonly panel: vscode.WebviewPanel;
  /** The graph's revision that the page was made of. */
  revision: number;
}

/** What a page may ask; anything else is ignored. */
interface Asked {
  readonly open?: { readonly uri?: unknown; readonly path?: unknown; readonly line?: unknown };
  readonly again?: unknown;
}

export class Pages implements vscode.Disposable {
  private readonly shown = new Map<Kind, Shown>();
  private readonly subscriptions: vscode.Disposable[] = [];
  private revision = 0;

  constructor(private readonly server: Server) {
    for (const kind of ["graph", "session"] as const) {
      const serializer = { deserializeWebviewPanel: (panel: vscode.WebviewPanel) => this.adopt(kind, panel) };
      this.subscriptions.push(vscode.window.registerWebviewPanelSerializer(`vitals.${kind}`, serializer));
    }
    this.subscriptions.push(server.onDidChange((running) => { if (running) void this.again(); }));
  }

  /** Show a page, at a module if one is named. */
  async open(kind: Kind, module = ""): Promise<void> {
    const there = this.shown.get(kind);
    if (there) {
      there.panel.reveal();
      if (!module) return;
    }
    const title = kind === "graph" ? "Import Graph" : "This Session";
    const panel = there?.panel ?? vscode.window.createWebviewPanel(`vitals.${kind}`, title, vscode.ViewColumn.Active);
    await this.adopt(kind, panel, module);
  }

  /** Take note that something has changed. */
  changed({ graph }: Changed): void {
    this.revision = graph;
    const picture = this.shown.get("graph");
    if (picture && picture.revision !== graph) void picture.panel.webview.postMessage({ changed: true });
    void this.tellSession();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    for (const { panel } of this.shown.values()) panel.dispose();
  }

  private async adopt(kind: Kind, panel: vscode.WebviewPanel, module = ""): Promise<void> {
    if (!this.shown.has(kind)) {
      panel.webview.options = { enableScripts: true, localResourceRoots: [] };
      panel.onDidDispose(() => this.shown.delete(kind));
      panel.webview.onDidReceiveMessage((asked: Asked) => { this.take(kind, asked); });
      this.shown.set(kind, { panel, revision: this.revision });
    }
    await this.fill(kind, module);
  }

  private async fill(kind: Kind, module = ""): Promise<void> {
    const shown = this.shown.get(kind);
    const client = this.client();
    if (!shown) return;
    if (!client) {
      shown.panel.webview.html = said("Vitals does not run. This page is shown when it does.");
      return;
    }
    shown.revision = this.revision;
    try {
      const { title, html } = await client.sendRequest(page, { page: kind, module });
      shown.panel.title = title;
      shown.panel.webview.html = html;
    } catch (error) {
      shown.panel.webview.html = said(`This page could not be made: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Make the pages anew after the server was started again. */
  private async again(): Promise<void> {
    for (const kind of this.shown.keys()) await this.fill(kind);
  }

  private async tellSession(): Promise<void> {
    const shown = this.shown.get("session");
    if (!shown?.panel.visible) return;
    try {
      const told = await this.client()?.sendRequest(session, {});
      if (told) await shown.panel.webview.postMessage({ session: told });
    } catch {
      // the server has just ended, which is told elsewhere
    }
  }

  private take(kind: Kind, { open, again }: Asked): void {
    if (again === true) void this.fill(kind);
    if (!open || typeof open.line !== "number") return;
    const uri = typeof open.uri === "string" ? vscode.Uri.parse(open.uri) : typeof open.path === "string" ? vscode.Uri.file(open.path) : undefined;
    if (uri?.scheme !== "file") return;
    const selection = new vscode.Range(open.line, 0, open.line, 0);
    void vscode.window.showTextDocument(uri, { selection, viewColumn: vscode.ViewColumn.Active });
  }

  private client(): LanguageClient | undefined {
    return this.server.running?.client;
  }
}

/** A page that says one sentence. */
function said(sentence: string): string {
  const text = sentence.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head><body><p role="status">${text}</p></body></html>`;
}
