--- Markdown in a floating window beside the cursor; asked for again, the window gets the focus.
local M = {}

function M.show(markdown, id)
  local lines = vim.split(markdown, "\n", { trimempty = true })
  local _, window = vim.lsp.util.open_floating_preview(lines, "markdown", {
    border = "rounded",
    focus_id = "vitals." .. id,
    max_width = math.max(40, math.floor(vim.o.columns * 0.8)),
  })
  return window
end

return M
