/** What can be selected (a package or module, a link, a cycle, a breach) and what it comprises. */

/** The nodes of the tree that are selected. */
export function nodesOf(app) {
  const { selected } = app.store.state;
  return selected?.node === undefined ? [] : [app.tree.nodes[selected.node]];
}

/** The modules that are brought out, with the steps [importer, imported] between them. */
export function traceOf(app) {
  const { selected } = app.store.state;
  const { graph } = app.model;
  if (selected?.cycle !== undefined) {
    const { modules, cuts } = graph.cycles[selected.cycle];
    const chain = cuts[selected.cut ?? 0]?.chain ?? [];
    return { modules, steps: steps(chain), mark: graph.cycles[selected.cycle].load ? "cycle" : "soft" };
  }
  if (selected?.breach !== undefined) {
    const { chain } = graph.breaches[selected.breach];
    return { modules: chain, steps: steps(chain), mark: "breach" };
  }
  return { modules: [], steps: [], mark: "" };
}

/** Select a cycle or a breach, and see to it that its chain is seen. */
export function look(app, selected) {
  const { cycles, breaches } = app.model.graph;
  const chain =
    selected.breach === undefined ? cycles[selected.cycle].cuts[0]?.chain : breaches[selected.breach].chain;
  app.choose(selected, chain ?? []);
}

const steps = (chain) => chain.slice(1).map((imported, at) => [chain[at], imported]);
