/** The command that starts the server: the environment's own vitals-ls, or the one that comes with us. */

import * as path from "node:path";
import type { Interpreter } from "./interpreter.ts";

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly bundled: boolean;
}

/** `bundled` is the folder of the libraries that come with the extension; `own`: may the environment's serve. */
export function commandOf(interpreter: Interpreter, bundled: string, own: boolean): Command {
  const ours = !own || interpreter.vitals === "";
  const before = process.env.PYTHONPATH;
  const search = before ? `${bundled}${path.delimiter}${before}` : bundled;
  return {
    program: interpreter.path,
    // -P: nothing is imported from the current folder, which is the user's project.
    arguments: ["-P", "-m", "lsp_server", "serve"],
    environment: ours ? { ...process.env, PYTHONPATH: search } : { ...process.env },
    bundled: ours,
  };
}

/** Whether two commands start the same server. */
export function same(one: Command | undefined, other: Command): boolean {
  return one?.program === other.program && one.bundled === other.bundled;
}
