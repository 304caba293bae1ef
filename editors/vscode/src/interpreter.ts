/** Which Python runs the server: candidates in order, each asked what it is. Knows nothing of VS Code. */

import { execFile } from "node:child_process";

export const OLDEST: readonly [number, number] = [3, 11];
const PATIENCE = 10_000; // milliseconds in which a Python must have said what it is

/** A Python that may run the server; `why` says in a message where it comes from. */
export interface Candidate {
  readonly program: string;
  readonly arguments?: readonly string[];
  readonly why: string;
  /** Whether it was chosen by name: if it does not serve, that is told rather than another one taken. */
  readonly chosen: boolean;
}

/** What a Python said of itself; `vitals` is the version of vitals-ls in its environment, "" for none. */
export interface Interpreter {
  readonly path: string;
  readonly version: readonly [number, number, number];
  readonly vitals: string;
  readonly why: string;
}

/** Why a candidate does not serve. */
export interface Refusal {
  readonly candidate: Candidate;
  readonly reason: string;
}

export interface Found {
  readonly interpreter: Interpreter | undefined;
  readonly refusals: readonly Refusal[];
}

export type Ask = (candidate: Candidate) => Promise<string>;

const QUESTION = `
import json, sys
version = ""
if sys.version_info >= (3, 8):
    from importlib import metadata, util
    try:
        version = metadata.version("vitals-ls") if util.find_spec("lsp_server") else ""
    except Exception:
        pass
print(json.dumps({"path": sys.executable, "version": sys.version_info[:3], "vitals": version}))
`;

/** Run a candidate and return what it prints. Rejects with a reason in words. */
export const ask: Ask = ({ program, arguments: first = [] }) =>
  new Promise((resolve, reject) => {
    const options = { timeout: PATIENCE, windowsHide: true };
    // -I: nothing of the current folder or of PYTHON… variables has a say.
    execFile(program, [...first, "-I", "-c", QUESTION], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.killed) reject(new Error(`did not answer within ${PATIENCE / 1000} seconds`));
      else if (error.code === "ENOENT") reject(new Error("does not exist"));
      else reject(new Error(stderr.trim().split("\n").at(-1) ?? error.message));
    });
  });

/** Return the first candidate that serves, and why those before it do not. */
export async function choose(candidates: readonly Candidate[], asked: Ask = ask): Promise<Found> {
  const refusals: Refusal[] = [];
  for (const candidate of candidates) {
    try {
      const interpreter = read(await asked(candidate), candidate.why);
      if (isOld(interpreter.version)) {
        refusals.push({ candidate, reason: `is Python ${interpreter.version.join(".")}` });
      } else {
        return { interpreter, refusals };
      }
    } catch (error) {
      refusals.push({ candidate, reason: error instanceof Error ? error.message : String(error) });
    }
    if (candidate.chosen) break;
  }
  return { interpreter: undefined, refusals };
}

/** Say in one sentence why no Python serves, and what to do. */
export function complaint(refusals: readonly Refusal[]): string {
  const needs = `Vitals needs Python ${OLDEST.join(".")} or newer to run`;
  const chosen = refusals.find(({ candidate }) => candidate.chosen);
  if (chosen) return `${needs}: ${chosen.candidate.program} (${chosen.candidate.why}) ${chosen.reason}.`;
  const seen = refusals.filter(({ reason }) => reason !== "does not exist");
  const told = seen.map(({ candidate, reason }) => `${candidate.program} (${candidate.why}) ${reason}`);
  return `${needs}, and found ${told.length ? `none: ${told.join("; ")}` : "no Python at all"}.`;
}

function read(text: string, why: string): Interpreter {
  let said: { path?: unknown; version?: unknown; vitals?: unknown };
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    throw new Error("is no Python");
  }
  const { path, version, vitals } = said;
  if (typeof path !== "string" || !isVersion(version)) throw new Error("is no Python");
  return { path, version, vitals: typeof vitals === "string" ? vitals : "", why };
}

function isVersion(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === "number");
}

function isOld([major, minor]: readonly [number, number, number]): boolean {
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
