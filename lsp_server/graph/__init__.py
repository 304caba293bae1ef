"""The import graph: modules, the imports between them, and what follows from these. Pure: no I/O."""
