"""Which modules bear a dotted name, and which of them an import finds.

Several may bear it: in other source roots, a package beside a module, a stub beside its source. The
importer's own root comes first, then the roots in their order; what stands in the way there, loses.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from lsp_server.graph.module import Module


class Names:
    """The modules by name. The answer follows from what there is, never from the order of coming."""

    def __init__(self, modules: dict[int, Module], roots: Sequence[str] = ()) -> None:
        """Look into `modules`, which the graph keeps.

        `nested` are the roots inside others, each with the prefix that names have seen from there:
        what is below such a root can be imported either way. `borne` tells whether a name is one.
        """
        self._modules = modules
        self.nested = tuple(
            (inner.removeprefix(f"{outer}/").replace("/", ".") + ".", number)
            for number, inner in enumerate(roots)
            for outer in roots
            if inner.startswith(f"{outer}/")
        )
        self._ids: dict[str, tuple[int, ...]] = {}
        self.borne = self._ids.__contains__
        self._tops: Counter[str] = Counter()

    def add(self, name: str, module: int) -> None:
        """Take a module, which is among the modules already."""
        others = self._ids.get(name)
        self._ids[name] = tuple(sorted((*others, module), key=self._rank)) if others else (module,)
        self._tops[name.partition(".")[0]] += 1

    def drop(self, name: str, module: int) -> None:
        """Forget a module."""
        left = tuple(other for other in self._ids[name] if other != module)
        if left:
            self._ids[name] = left
        else:
            del self._ids[name]
        top = name.partition(".")[0]
        self._tops[top] -= 1
        if not self._tops[top]:
            del self._tops[top]

    def begins(self, top: str) -> bool:
        """Tell whether any module's name begins with this part."""
        return top in self._tops

    def all(self, name: str) -> tuple[int, ...]:
        """Return all modules of a name."""
        return self._ids.get(name, ())

    def find(self, name: str, root: int, *, elsewhere: bool = True) -> int | None:
        """Return the module that an import from a root finds, in that root alone if so wished."""
        found = self._ids.get(name)
        if found is None:
            return None
        first = found[0]
        if (elsewhere and len(found) == 1) or self._modules[first].root == root:
            return first
        own = (module for module in found if self._modules[module].root == root)
        return next(own, first if elsewhere else None)

    def below(self, name: str) -> Iterator[int]:
        """Yield all modules below a package. Looks at every name."""
        start = f"{name}."
        for other, modules in self._ids.items():
            if other.startswith(start):
                yield from modules

    def _rank(self, module: int) -> tuple[int, bool, bool, str]:
        of = self._modules[module]
        return of.root, of.stub, not of.package, of.path
