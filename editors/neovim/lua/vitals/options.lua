--- What the user chose, by `setup` or by `vim.g.vitals`.
local M = {}

local defaults = {
  -- How the server is started; nil: the project's own, else `vitals` on PATH.
  cmd = nil,
  -- Settings of the server, without "vitals.": { cognitive = { 15, 25, 50 } }
  settings = {},
  -- Show lenses above complex functions.
  codelens = true,
  -- What each line adds is shown after its end ("virtual") or as a sign ("signs").
  contributions = "virtual",
}
local chosen

function M.set(options)
  vim.validate({ options = { options, "table", true } })
  chosen = vim.tbl_deep_extend("force", {}, chosen or {}, options or {})
end

function M.get()
  return vim.tbl_deep_extend("force", defaults, vim.g.vitals or {}, chosen or {})
end

return M
