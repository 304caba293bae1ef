/** What happens when the server ends by itself: it is started again and that is said, once. */

import * as vscode from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type ErrorHandlerResult,
} from "vscode-languageclient/node";
import type { Command } from "./server.ts";

const MOST = 4; // ends within SPAN after which it is left alone
const SPAN = 3 * 60_000; // milliseconds

export class Mishaps implements ErrorHandler {
  /** Whether the server has run: one that never did is not started again and again. */
  started = false;
  private readonly ends: number[] = [];

  constructor(private readonly log: vscode.LogOutputChannel) {}

  error(error: Error): ErrorHandlerResult {
    this.log.warn(`A message could not be sent or read: ${error.message}`);
    return { action: ErrorAction.Continue, handled: true };
  }

  closed(): CloseHandlerResult {
    if (!this.started) return { action: CloseAction.DoNotRestart, handled: true };
    const now = Date.now();
    this.ends.push(now);
    const often = this.ends.filter((end) => now - end < SPAN).length;
    if (often > MOST) {
      this.tell(vscode.window.showErrorMessage, `The Vitals server ended ${often} times in three minutes and is left alone.`, true);
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    this.log.warn("The server ended by itself and is started again.");
    if (often === 1) {
      this.tell(vscode.window.showWarningMessage, "The Vitals server ended unexpectedly. It was started again; nothing is lost.", false);
    }
    return { action: CloseAction.Restart, handled: true };
  }

  /** Say that a server did not even start. */
  async tellThatItCannotStart(command: Command): Promise<void> {
    const which = command.bundled ? "The bundled Vitals server" : "The environment's own Vitals server";
    await this.offer(
      vscode.window.showErrorMessage(`${which} could not be started by ${command.program}; the log says why.`, ...choices(true)),
    );
  }

  private tell(show: typeof vscode.window.showErrorMessage, message: string, again: boolean): void {
    void this.offer(show(message, ...choices(again)));
  }

  private async offer(shown: Thenable<string | undefined>): Promise<void> {
    const chosen = await shown;
    if (chosen === RESTART) await vscode.commands.executeCommand("vitals.restart");
    else if (chosen === LOG) this.log.show();
  }
}

const RESTART = "Restart";
const LOG = "Show the Log";
const choices = (again: boolean): string[] => (again ? [RESTART, LOG] : [LOG]);
