--- Code health for Python. Works without a call of anything here; `setup` changes defaults.
local M = {}

--- Change defaults; see :help vitals-setup. To be called before a Python file is opened.
function M.setup(options)
  require("vitals.options").set(options)
end

--- A few words on the health of a buffer (the current one), for a status line; "" where there is none.
function M.statusline(bufnr)
  return require("vitals.status").of(bufnr or vim.api.nvim_get_current_buf())
end

return M
