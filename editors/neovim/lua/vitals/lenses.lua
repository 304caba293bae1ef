--- Lenses above complex functions, kept current.
local options = require("vitals.options")
local M = {}

local rest = 200 -- milliseconds without a change before lenses are asked for again
local timers = {} -- by buffer, in a Neovim that does not keep lenses current by itself

--- Ask for the lenses of a buffer. Not by Neovim's `refresh`: that waits for ever for the answer of a
--- server that has ended.
local function ask(bufnr)
  local client = vim.lsp.get_clients({ name = "vitals", bufnr = bufnr })[1]
  if not client then
    return
  end
  local params = { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }
  local function handler(...)
    vim.lsp.codelens.on_codelens(...)
    -- What stands after the end of a line is in the order in which it was drawn: lenses first, they are short.
    vim.diagnostic.show(nil, bufnr)
  end
  if vim.fn.has("nvim-0.11") == 1 then
    client:request("textDocument/codeLens", params, handler, bufnr)
  else
    client.request("textDocument/codeLens", params, handler, bufnr)
  end
end

function M.attach(bufnr)
  if not options.get().codelens then
    return
  end
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = bufnr })
    return
  end
  timers[bufnr] = timers[bufnr] or vim.uv.new_timer()
  local group = vim.api.nvim_create_augroup("vitals_lenses_" .. bufnr, {})
  vim.api.nvim_create_autocmd({ "BufEnter", "TextChanged", "TextChangedI" }, {
    group = group,
    buffer = bufnr,
    callback = function()
      M.soon(bufnr)
    end,
  })
  vim.api.nvim_create_autocmd("BufUnload", {
    group = group,
    buffer = bufnr,
    callback = function()
      timers[bufnr]:close()
      timers[bufnr] = nil
    end,
  })
  M.soon(bufnr)
end

--- Ask for a buffer's lenses again, in a moment.
function M.soon(bufnr)
  local timer = timers[bufnr]
  if not timer then
    return
  end
  timer:start(rest, 0, vim.schedule_wrap(function()
    if timers[bufnr] then
      ask(bufnr)
    end
  end))
end

return M
