/** What is done to messages on their way: commands that we show better, settings that trust decides on. */

import * as vscode from "vscode";
import type { ConfigurationParams, Middleware } from "vscode-languageclient/node";
import type { Explained } from "./why.ts";

const GRAPH = "vitals.showGraph";
const SESSION = "vitals.session";
const WHY = "vitals.why";

export function middleware(explained: Explained): () => Middleware {
  return () => ({
    executeCommand: async (command, given: unknown[], next) => {
      if (command === GRAPH) return vscode.commands.executeCommand("vitals.openGraph", ...given);
      if (command === SESSION) return vscode.commands.executeCommand("vitals.openSession");
      const answer: unknown = await next(command, given);
      if (command === WHY) explained.toggled(given);
      return answer;
    },
    workspace: {
      configuration: async (params: ConfigurationParams, token, next) => {
        const answer = await next(params, token);
        return Array.isArray(answer) && !vscode.workspace.isTrusted ? answer.map(withoutGit) : answer;
      },
    },
  });
}

/** git reads the configuration of the repository, which can name programs to run. */
function withoutGit(settings: unknown): unknown {
  return typeof settings === "object" && settings !== null ? { ...settings, base: "none" } : { base: "none" };
}
