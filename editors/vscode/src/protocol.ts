/** What the server is asked beyond LSP, and answers. `editors/README.md` describes it. */

import { NotificationType, RequestType, type TextDocumentIdentifier } from "vscode-languageclient/node";

export interface Store {
  readonly state: "local" | "shared" | "connecting" | "apart" | "memory";
  readonly detail: string;
}

export interface Health {
  readonly uri: string;
  readonly version: number;
  readonly pending: boolean;
  readonly tiers: readonly [number, number, number, number];
  readonly new: number;
  readonly worst: { readonly symbol: string; readonly line: number; readonly cognitive: number } | null;
  readonly text: string;
  readonly detail: string;
  readonly store: Store | null;
  readonly index: { readonly files: number; readonly indexed: number; readonly complete: boolean };
}

export interface Place {
  readonly uri: string;
  readonly line: number;
}

export interface Hotspot extends Place {
  readonly module: string;
  readonly symbol: string;
  readonly cognitive: number;
  readonly fanIn: number;
  readonly fanOut: number;
}

export interface Module {
  readonly name: string;
  readonly uri: string;
}

export interface Cut {
  readonly importer: string;
  readonly imported: string;
  readonly new: boolean;
  readonly lines: readonly number[];
  readonly why: string;
}

export interface Cycle {
  readonly load: boolean;
  readonly modules: readonly Module[];
  readonly cuts: readonly Cut[];
}

export interface Change extends Place {
  readonly path: string;
  readonly symbol: string;
  readonly was: number;
  readonly now: number;
}

export interface Session {
  readonly since: number;
  readonly files: number;
  readonly changes: readonly Change[];
}

export interface Metrics {
  readonly functions: readonly {
    readonly symbol: string;
    readonly firstLine: number;
    readonly endLine: number;
    readonly contributions: readonly unknown[];
  }[];
}

export interface Changed {
  readonly graph: number;
  readonly session: number;
}

export const health = new RequestType<{ textDocument: TextDocumentIdentifier }, Health | null, void>("vitals/health");
export const metrics = new RequestType<{ textDocument: TextDocumentIdentifier }, Metrics | null, void>("vitals/metrics");
export const hotspots = new RequestType<{ limit?: number }, { items: Hotspot[]; complete: boolean }, void>("vitals/hotspots");
export const cycles = new RequestType<{ limit?: number }, { items: Cycle[]; complete: boolean; total: number }, void>("vitals/cycles");
export const session = new RequestType<object, Session, void>("vitals/session");
export const page = new RequestType<{ page: "graph" | "session"; module?: string }, { title: string; html: string }, void>("vitals/page");
export const changed = new NotificationType<Changed>("vitals/changed");
