/** Where a Python may be found: the setting, the Python extension's choice, the folder's, PATH. */

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Candidate } from "./interpreter.ts";

const PYTHON = "ms-python.python";
const WINDOWS = process.platform === "win32";

/** What we use of the Python extension's interface. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(of: { readonly path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** Return the Pythons that may run the server of this window, the best first. */
export async function candidates(): Promise<Candidate[]> {
  const named = vscode.workspace.getConfiguration("vitals.server").get<string>("interpreter", "").trim();
  if (named) return [{ program: absolute(named), why: "the setting vitals.server.interpreter", chosen: true }];
  // Nothing of a folder that is not trusted is executed.
  const ofFolder = vscode.workspace.isTrusted ? [...(await active()), ...local()] : [];
  return [...ofFolder, ...onPath()];
}

/** Call whenever another environment is chosen in the Python extension. */
export async function whenChanged(call: () => void): Promise<vscode.Disposable> {
  const api = await pythonApi();
  return api?.environments.onDidChangeActiveEnvironmentPath(call) ?? { dispose: () => undefined };
}

async function active(): Promise<Candidate[]> {
  const environments = (await pythonApi())?.environments;
  if (!environments) return [];
  const resource = vscode.workspace.workspaceFolders?.[0]?.uri;
  const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
  const program = resolved?.executable.uri?.fsPath;
  return program ? [{ program, why: "chosen in the Python extension", chosen: false }] : [];
}

async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi | undefined>(PYTHON);
  try {
    return extension && (extension.isActive ? extension.exports : await extension.activate());
  } catch {
    return undefined; // its trouble is its own to tell
  }
}

function local(): Candidate[] {
  const inside = WINDOWS ? ["Scripts", "python.exe"] : ["bin", "python"];
  return (vscode.workspace.workspaceFolders ?? [])
    .map(({ uri }) => path.join(uri.fsPath, ".venv", ...inside))
    .filter((program) => fs.existsSync(program))
    .map((program) => ({ program, why: "the folder's .venv", chosen: false }));
}

function onPath(): Candidate[] {
  const newest = ["3.14", "3.13", "3.12", "3.11"];
  const names = ["python3", "python", ...newest.map((version) => `python${version}`)];
  const found = names.map((program) => ({ program, why: "on PATH", chosen: false }));
  return WINDOWS ? [{ program: "py", arguments: ["-3"], why: "the py launcher", chosen: false }, ...found] : found;
}

function absolute(named: string): string {
  const home = process.env.HOME ?? process.env.USERPROFILE ?? "";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return named.replace(/^~(?=[/\\])/, () => home).replaceAll("${workspaceFolder}", () => folder);
}
