/**
 * The server while it runs: started, started again when something that it depends on changes, ended.
 * One restart is under way and at most one waits; whoever asks meanwhile waits for that one.
 */

import * as vscode from "vscode";
import { type LanguageClient, type Middleware, State } from "vscode-languageclient/node";
import { candidates } from "./environments.ts";
import { choose, complaint, type Found, type Interpreter } from "./interpreter.ts";
import { Client, hearsChanges, options, transport } from "./client.ts";
import { commandOf, same, type Command } from "./server.ts";
import { Mishaps } from "./mishaps.ts";

const PATIENCE = 5000; // milliseconds in which a server must have ended when it is told to

export interface Running {
  readonly client: LanguageClient;
  readonly interpreter: Interpreter;
  readonly command: Command;
}

export class Server implements vscode.Disposable {
  /** What runs now; undefined while nothing does. */
  running: Running | undefined;
  private readonly changes = new vscode.EventEmitter<Running | undefined>();
  /** Told after each start and end, with what runs then. */
  readonly onDidChange = this.changes.event;
  /** What is under way: a start, or another one. */
  private current: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;
  private forced = false;

  constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly trace: vscode.LogOutputChannel,
    private readonly bundled: string,
    private readonly middleware: () => Middleware,
  ) {}

  /** Start, or start again. Without `force` only if another server would run than runs now. */
  restart(force = true): Promise<void> {
    if (!this.current) {
      this.current = this.exchange(force).finally(() => {
        this.current = undefined;
        this.changes.fire(this.running);
      });
      return this.current;
    }
    this.forced ||= force;
    this.waiting ??= this.current.then(() => {
      const forced = this.forced;
      [this.waiting, this.forced] = [undefined, false];
      return this.restart(forced);
    });
    return this.waiting;
  }

  get starting(): boolean {
    return this.current !== undefined;
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    if (running) {
      this.changes.fire(undefined);
      await running.client.dispose(PATIENCE).catch((error: unknown) => {
        this.log.warn(`The server did not end as it should: ${String(error)}`);
      });
    }
  }

  dispose(): void {
    this.changes.dispose();
  }

  private async exchange(force: boolean): Promise<void> {
    const found = await this.chosen();
    const { interpreter } = found;
    if (!interpreter) {
      await this.stop();
      this.refuse(found);
      return;
    }
    const settings = vscode.workspace.getConfiguration("vitals.server");
    const own = vscode.workspace.isTrusted && settings.get("source") !== "bundled";
    const command = commandOf(interpreter, this.bundled, own);
    if (!force && this.running?.client.state === State.Running && same(this.running.command, command)) return;
    await this.stop();
    await this.start(interpreter, command);
  }

  private async chosen(): Promise<Found> {
    const found = await choose(await candidates());
    for (const { candidate, reason } of found.refusals) {
      if (reason !== "does not exist") this.log.info(`${candidate.program} (${candidate.why}) ${reason}.`);
    }
    return found;
  }

  private async start(interpreter: Interpreter, command: Command): Promise<void> {
    const server = command.bundled ? "the bundled server" : `vitals-ls ${interpreter.vitals} of its environment`;
    this.log.info(`Starting ${server} by ${command.program} (Python ${interpreter.version.join(".")}, ${interpreter.why}).`);
    const mishaps = new Mishaps(this.log);
    const client = new Client(
      "vitals",
      "Vitals",
      transport(command),
      options(this.log, this.trace, mishaps, this.middleware()),
    );
    client.registerFeature(hearsChanges);
    try {
      await client.start();
    } catch (error) {
      this.log.error(String(error));
      await client.dispose(PATIENCE).catch(() => undefined);
      void mishaps.tellThatItCannotStart(command);
      return;
    }
    mishaps.started = true;
    this.running = { client, interpreter, command };
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running && this.running?.client === client) this.changes.fire(this.running);
    });
  }

  private refuse(found: Found): void {
    const message = complaint(found.refusals);
    this.log.error(message);
    const choose = "Choose a Python";
    void vscode.window.showErrorMessage(message, choose, "Show the Log").then((chosen) => {
      if (chosen === choose) {
        void vscode.commands.executeCommand("workbench.action.openSettings", "vitals.server.interpreter");
      } else if (chosen) this.log.show();
    });
  }
}
