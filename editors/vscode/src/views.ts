/** The Vitals view: three trees, each made of what the server answers, each leading to its places. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { cycles, hotspots, session, type Change, type Cut, type Cycle, type Hotspot, type Place } from "./protocol.ts";
import type { Server } from "./running.ts";

const LIMIT = 30;
const REST = 400; // milliseconds between a change and what follows from it

/** A row of a tree. */
interface Row {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip?: string;
  readonly icon: string;
  readonly colour?: string;
  readonly place?: Place;
  readonly inside?: readonly Row[];
}

type Rows = (client: LanguageClient) => Promise<{ rows: readonly Row[]; message?: string }>;

/** One tree; what it shows is asked for when it is seen, and again when something has changed. */
class Tree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view: vscode.TreeView<Row>;

  constructor(
    id: string,
    private readonly server: Server,
    private readonly rows: Rows,
  ) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: id === "vitals.cycles" });
  }

  refresh(): void {
    this.changes.fire(undefined);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.inside ? Collapsed : None);
    item.id = row.id;
    item.description = row.description;
    item.tooltip = row.tooltip ?? `${row.label} ${row.description}`;
    item.iconPath = new vscode.ThemeIcon(row.icon, row.colour ? new vscode.ThemeColor(row.colour) : undefined);
    if (row.place) item.command = { command: "vscode.open", title: "Open", arguments: opened(row.place) };
    return item;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row) return [...(row.inside ?? [])];
    const { running } = this.server;
    if (!running) return [];
    try {
      const { rows, message } = await this.rows(running.client);
      this.view.message = message;
      return [...rows];
    } catch {
      return []; // the server has just ended, which is told elsewhere
    }
  }

  dispose(): void {
    this.view.dispose();
    this.changes.dispose();
  }
}

/** Show the trees for as long as what is returned is not disposed of. */
export function views(server: Server): vscode.Disposable & { refresh(): void; soon(): void } {
  const trees = [
    new Tree("vitals.session", server, inSession),
    new Tree("vitals.hotspots", server, hot),
    new Tree("vitals.cycles", server, inCycles),
  ];
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    timer = undefined;
    for (const tree of trees) tree.refresh();
  };
  return {
    refresh,
    soon: () => (timer ??= setTimeout(refresh, REST)),
    dispose: () => {
      clearTimeout(timer);
      vscode.Disposable.from(...trees).dispose();
    },
  };
}

async function inSession(client: LanguageClient): ReturnType<Rows> {
  const { changes } = await client.sendRequest(session, {});
  const byAmount = [...changes].sort((one, other) => Math.abs(other.now - other.was) - Math.abs(one.now - one.was));
  const worse = byAmount.filter(({ was, now }) => now > was);
  return { rows: [...worse, ...byAmount.filter(({ was, now }) => now < was)].map(change) };
}

function change(of: Change): Row {
  const { was, now, symbol, path } = of;
  const worse = now > was;
  return {
    id: `${of.uri}#${symbol}`,
    label: symbol,
    description: `${was} → ${now}  ${path}`,
    tooltip: `${symbol} in ${path}: cognitive complexity ${was} → ${now}, ${worse ? "worse" : "better"} than when this session began`,
    icon: worse ? "arrow-up" : "arrow-down",
    colour: worse ? "charts.red" : "charts.green",
    place: of,
  };
}

async function hot(client: LanguageClient): ReturnType<Rows> {
  const { items, complete } = await client.sendRequest(hotspots, { limit: LIMIT });
  return { rows: items.map(hotspot), ...soFar(complete) };
}

function hotspot(of: Hotspot): Row {
  const worst = of.symbol ? `; most complex: ${of.symbol}` : "";
  return {
    id: of.uri,
    label: of.module,
    description: `${of.cognitive} × ${of.fanIn + of.fanOut}`,
    tooltip: `${of.module}: cognitive complexity ${of.cognitive}, imported by ${of.fanIn}, imports ${of.fanOut}${worst}`,
    icon: "flame",
    colour: "charts.orange",
    place: of,
  };
}

async function inCycles(client: LanguageClient): ReturnType<Rows> {
  const { items, complete } = await client.sendRequest(cycles, { limit: LIMIT });
  return { rows: items.map(cycle), ...soFar(complete) };
}

function cycle(of: Cycle, index: number): Row {
  const names = of.modules.map(({ name }) => name);
  const uris = new Map(of.modules.map(({ name, uri }) => [name, uri]));
  const id = `${index} ${names.join(" ")}`;
  return {
    id,
    label: `${of.modules.length} modules`,
    description: `${of.load ? "at load" : "not at load"}: ${names.slice(0, 3).join(", ")}${names.length > 3 ? " …" : ""}`,
    tooltip: `These import each other in a circle${of.load ? " while they are loaded" : ""}: ${names.join(", ")}`,
    icon: "sync",
    colour: of.load ? "charts.red" : "charts.yellow",
    inside: of.cuts.map((cut) => toCut(cut, id, uris)),
  };
}

function toCut(cut: Cut, within: string, uris: ReadonlyMap<string, string>): Row {
  const uri = uris.get(cut.importer);
  return {
    id: `${within}: ${cut.importer} ${cut.imported}`,
    label: `cut ${cut.importer} → ${cut.imported}`,
    description: cut.new ? `new, ${cut.why}` : cut.why,
    icon: "circle-slash",
    ...(uri === undefined ? {} : { place: { uri, line: cut.lines[0] ?? 0 } }),
  };
}

const soFar = (complete: boolean): { message?: string } => (complete ? {} : { message: "so far: the workspace is being analysed" });

/** Return the arguments of `vscode.open` for a place. */
function opened({ uri, line }: Place): [vscode.Uri, vscode.TextDocumentShowOptions] {
  return [vscode.Uri.parse(uri), { selection: new vscode.Range(line, 0, line, 0) }];
}
