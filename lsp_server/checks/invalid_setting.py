"""Invalid setting (`invalid-setting`)

## What it does
Reports a key or value of `[tool.vitals]`, of `vitals.toml` or of the editor that Vitals does not
understand, at its place. That option alone keeps its default; all others hold.

## Why is this bad?
A limit that is misspelt is a limit that nobody holds.

## Example
```toml
[tool.vitals]
cognitve = [15, 25, 50]
nesting = "four"
```

## Use instead
```toml
[tool.vitals]
cognitive = [15, 25, 50]
nesting = [4, 5, 6]
```

## Options
None.
"""

CODE = "invalid-setting"
