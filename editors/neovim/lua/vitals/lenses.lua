--- Lenses above complex functions, kept current.
local options = require("vitals.options")
local M = {}

local rest = 200 -- milliseconds without a change before lenses are asked for again

function M.attach(client, bufnr)
  if not options.get().codelens then
    return
  end
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = bufnr })
    return
  end
  local timer
  local function refresh()
    timer = nil
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.lsp.buf_is_attached(bufnr, client.id) then
      vim.lsp.codelens.refresh({ bufnr = bufnr })
    end
  end
  vim.api.nvim_create_autocmd({ "BufEnter", "TextChanged", "TextChangedI" }, {
    group = vim.api.nvim_create_augroup("vitals_lenses_" .. bufnr, {}),
    buffer = bufnr,
    callback = function()
      if timer then
        timer:stop()
      end
      timer = vim.defer_fn(refresh, rest)
    end,
  })
  vim.schedule(refresh)
end

return M
