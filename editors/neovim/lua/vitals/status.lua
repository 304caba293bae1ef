--- The health of each buffer in a few words, asked for again when the server says that it has changed.
local M = {}

local texts = {} -- by buffer

local function refresh(client, bufnr)
  if not vim.api.nvim_buf_is_loaded(bufnr) then
    texts[bufnr] = nil
    return
  end
  local params = { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }
  require("vitals.client").request(client, "vitals/health", params, function(health)
    local text = health and health.text or ""
    if texts[bufnr] ~= text then
      texts[bufnr] = text
      vim.cmd.redrawstatus({ bang = true })
    end
  end, bufnr, true)
end

function M.attach(client, bufnr)
  refresh(client, bufnr)
  local group = vim.api.nvim_create_augroup("vitals_status_" .. bufnr, {})
  vim.api.nvim_create_autocmd("BufWinEnter", {
    group = group,
    buffer = bufnr,
    callback = function()
      refresh(client, bufnr)
    end,
  })
  vim.api.nvim_create_autocmd({ "BufUnload", "LspDetach" }, {
    group = group,
    buffer = bufnr,
    callback = function(event)
      if event.event == "BufUnload" or event.data and event.data.client_id == client.id then
        texts[bufnr] = nil
      end
    end,
  })
end

--- The handler of `vitals/changed`.
function M.changed(_, _, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  for bufnr in pairs(client and client.attached_buffers or {}) do
    if vim.fn.bufwinid(bufnr) ~= -1 then
      refresh(client, bufnr)
      require("vitals.lenses").soon(bufnr)
    end
  end
end

function M.of(bufnr)
  return texts[bufnr] or ""
end

return M
