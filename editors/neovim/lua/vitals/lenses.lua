--- Lenses above complex functions, kept current.
local options = require("vitals.options")
local M = {}

local rest = 200 -- milliseconds without a change before lenses are asked for again
local timers = {} -- by buffer, in a Neovim that does not keep lenses current by itself

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
    if timers[bufnr] and #vim.lsp.get_clients({ name = "vitals", bufnr = bufnr }) > 0 then
      vim.lsp.codelens.refresh({ bufnr = bufnr })
    end
  end))
end

return M
