/** Where the parts come together: what is registered, and what follows from what. */

import * as path from "node:path";
import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient } from "vscode-languageclient/node";
import { whenChanged } from "./environments.ts";
import { menu } from "./menu.ts";
import { middleware } from "./middleware.ts";
import { type Kind, Pages } from "./pages.ts";
import { changed } from "./protocol.ts";
import { Server } from "./running.ts";
import { Status, versionOf } from "./status.ts";
import { views } from "./views.ts";
import { Explained, whyHere } from "./why.ts";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Vitals", { log: true });
  const trace = vscode.window.createOutputChannel("Vitals Trace", { log: true });
  const explained = new Explained();
  const running = (server = new Server(log, trace, path.join(context.extensionPath, "bundled", "libs"), middleware(explained)));
  const [pages, trees, status] = [new Pages(running), views(running), new Status(running)];
  running.onDidChange((now) => {
    void vscode.commands.executeCommand("setContext", "vitals.running", now !== undefined);
    trees.refresh();
    if (now) {
      void explained.showAgain(now.client);
      now.client.onNotification(changed, (told) => {
        pages.changed(told);
        trees.soon();
        status.soon(0);
      });
    }
  });
  context.subscriptions.push(log, trace, running, pages, trees, status, ...commands(running, pages, log, () => { trees.refresh(); }), ...watching(running));
  context.subscriptions.push(await whenChanged(() => void running.restart(false)));
  await running.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

function commands(running: Server, pages: Pages, log: vscode.LogOutputChannel, refresh: () => void): vscode.Disposable[] {
  const register = vscode.commands.registerCommand;
  const open = (kind: Kind) => (module: unknown) => pages.open(kind, typeof module === "string" ? module : "");
  const withClient = (call: (client: LanguageClient) => Promise<unknown>) => async () => {
    if (running.running) await call(running.running.client);
    else await menu(undefined);
  };
  const command = (name: string) => withClient((client) => client.sendRequest(ExecuteCommandRequest.type, { command: name }));
  return [
    register("vitals.openGraph", open("graph")),
    register("vitals.openSession", open("session")),
    register("vitals.restart", () => running.restart()),
    register("vitals.showLog", () => { log.show(); }),
    register("vitals.trace", traced),
    register("vitals.version", () => {
      void vscode.window.showInformationMessage(running.running ? versionOf(running.running) : "Vitals does not run.");
    }),
    register("vitals.menu", () => menu(running.running)),
    register("vitals.refreshViews", refresh),
    register("vitals.whyHere", withClient(whyHere)),
    register("vitals.indexWorkspace", command("vitals.index")),
    register("vitals.resumeHere", command("vitals.resume")),
  ];
}

/** Trace the messages, or no longer. */
async function traced(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("vitals.trace");
  const on = settings.get("server") !== "off";
  await settings.update("server", on ? "off" : "verbose", vscode.ConfigurationTarget.Global);
  void vscode.window.showInformationMessage(on ? "Messages are no longer traced." : "Messages are written to the output channel Vitals Trace.");
}

function watching(running: Server): vscode.Disposable[] {
  return [
    vscode.workspace.onDidGrantWorkspaceTrust(() => void running.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("vitals.server")) void running.restart(false);
    }),
  ];
}
