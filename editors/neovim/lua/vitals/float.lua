--- Markdown in a floating window beside the cursor; asked for again, the window gets the focus.
local M = {}

--- "markdown" where Neovim has its parser, which some builds lack: then the text is shown as it is.
local function syntax()
  local ok, added = pcall(vim.treesitter.language.add, "markdown")
  return ok and (added or vim.fn.has("nvim-0.11") == 0) and "markdown" or ""
end

function M.show(markdown, id)
  local lines = vim.split(markdown, "\n", { trimempty = true })
  local _, window = vim.lsp.util.open_floating_preview(lines, syntax(), {
    border = "rounded",
    focus_id = "vitals." .. id,
    max_width = math.max(40, math.floor(vim.o.columns * 0.8)),
  })
  return window
end

return M
