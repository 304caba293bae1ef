/** How the language client is set up. */

import * as vscode from "vscode";
import {
  type ClientCapabilities,
  type FeatureState,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  type ServerOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import type { Mishaps } from "./mishaps.ts";
import type { Command } from "./server.ts";

/** A client that keeps its troubles in the log: what a user should know of them, `Mishaps` says in one message. */
export class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export function transport({ program, arguments: given, environment }: Command): ServerOptions {
  return { command: program, args: [...given], options: { env: environment } };
}

export function options(
  log: vscode.LogOutputChannel,
  trace: vscode.LogOutputChannel,
  mishaps: Mishaps,
  middleware: Middleware,
): LanguageClientOptions {
  return {
    documentSelector: [
      { scheme: "file", language: "python" },
      { scheme: "untitled", language: "python" },
      { scheme: "file", pattern: "**/{vitals,pyproject}.toml" },
    ],
    outputChannel: log,
    traceOutputChannel: trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler: mishaps,
    initializationFailedHandler: () => false,
    markdown: { isTrusted: false, supportHtml: false },
    middleware,
  };
}

/** Declares that we want to hear `vitals/changed`. */
export const hearsChanges: StaticFeature = {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const experimental = (capabilities.experimental ?? {}) as object;
    capabilities.experimental = { ...experimental, vitals: { changed: true } };
  },
  initialize: () => undefined,
  getState: (): FeatureState => ({ kind: "static" }),
  clear: () => undefined,
};
