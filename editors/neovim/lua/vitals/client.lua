--- Starts the client for the buffers of a project, and again when the server ends by itself.
local options = require("vitals.options")
local server = require("vitals.server")
local M = {}

local name = "vitals"
local markers = { "vitals.toml", "pyproject.toml", "setup.py", "setup.cfg", ".git" }
local filetypes = { "python" }
local most, span = 4, 180 -- ends within so many seconds after which the server is left alone
local ends = {} -- by root
local told = false

local function warn(message)
  vim.schedule(function()
    vim.notify(message, vim.log.levels.WARN)
  end)
end

local function root_of(bufnr)
  return vim.fs.root(bufnr, markers) or vim.fs.dirname(vim.api.nvim_buf_get_name(bufnr))
end

--- Whether a buffer is one that the server should follow.
local function wanted(bufnr)
  return vim.api.nvim_buf_is_loaded(bufnr)
    and vim.bo[bufnr].buftype == ""
    and vim.tbl_contains(filetypes, vim.bo[bufnr].filetype)
end

--- Say once that there is no server.
local function missing()
  if not told then
    told = true
    warn(server.hint)
  end
end

--- Start the client anew for the buffers of a root.
local function again(root)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if wanted(bufnr) and root_of(bufnr) == root then
      M.start(bufnr)
    end
  end
end

--- Take note of a server's end: start another one, but not for ever.
local function ended(root, code, signal)
  if code == 0 and signal == 0 or vim.v.exiting ~= vim.NIL then
    return
  end
  local now = vim.uv.now() / 1000
  ends[root] = vim.tbl_filter(function(at)
    return now - at < span
  end, ends[root] or {})
  table.insert(ends[root], now)
  local often = #ends[root]
  if often > most then
    warn(("Vitals: the server ended %d times in three minutes and is left alone; :Vitals log says why."):format(often))
    return
  end
  if often == 1 then
    warn("Vitals: the server ended unexpectedly. It was started again; nothing is lost.")
  end
  vim.schedule(function()
    again(root)
  end)
end

--- Return what starts the server. Neovim hears only of orderly ends: `ended` tells the others, in one message.
local function transport(dispatchers, config)
  local root = config and config.root_dir or vim.uv.cwd()
  local heard = vim.tbl_extend("force", dispatchers, {
    on_exit = function(code, signal)
      dispatchers.on_exit(0, 0)
      ended(root, code, signal)
    end,
  })
  return vim.lsp.rpc.start(server.command(root), heard, { cwd = root })
end

local function on_attach(client, bufnr)
  require("vitals.lenses").attach(bufnr)
  require("vitals.status").attach(client, bufnr)
  require("vitals.contributions").attach(bufnr)
end

local function capabilities()
  local made = vim.lsp.protocol.make_client_capabilities()
  made.experimental = { vitals = { changed = true } }
  return made
end

--- The configuration of the client, as vim.lsp.config takes it.
function M.config()
  return {
    name = name,
    cmd = transport,
    filetypes = filetypes,
    root_dir = function(bufnr, on_dir)
      local root = root_of(bufnr)
      if server.command(root) then
        on_dir(root)
      else
        missing()
      end
    end,
    settings = { vitals = options.get().settings },
    capabilities = capabilities(),
    commands = { ["vitals.why"] = require("vitals.contributions").toggled },
    handlers = { ["vitals/changed"] = require("vitals.status").changed },
    on_attach = on_attach,
  }
end

--- Start the client for a buffer, or attach the one that its project has.
function M.start(bufnr)
  local root = root_of(bufnr)
  if not server.command(root) then
    missing()
    return
  end
  local config = vim.lsp.config and vim.deepcopy(vim.lsp.config[name]) or M.config()
  config.root_dir = root
  config.cmd = function(dispatchers)
    return transport(dispatchers, { root_dir = root })
  end
  vim.lsp.start(config, { bufnr = bufnr })
end

--- Start the client for every Python buffer from now on.
function M.enable()
  if vim.lsp.enable then
    vim.lsp.enable(name)
    return
  end
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("vitals", {}),
    pattern = filetypes,
    callback = function(event)
      if wanted(event.buf) then
        M.start(event.buf)
      end
    end,
  })
end

--- End the servers and start them anew.
function M.restart()
  told, ends = false, {}
  local clients = vim.lsp.get_clients({ name = name })
  for _, client in ipairs(clients) do
    if vim.fn.has("nvim-0.11") == 1 then
      client:stop()
    else
      client.stop()
    end
  end
  vim.wait(2000, function()
    return #vim.lsp.get_clients({ name = name }) == 0
  end, 20)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if wanted(bufnr) then
      M.start(bufnr)
    end
  end
end

--- The client of a buffer (the current one), or nil, which is told.
function M.of(bufnr)
  local client = vim.lsp.get_clients({ name = name, bufnr = bufnr or 0 })[1]
  if not client then
    vim.notify("Vitals does not follow this buffer; :checkhealth vitals says why.", vim.log.levels.WARN)
  end
  return client
end

--- Ask the server; `take` gets the result, an error is shown.
function M.request(client, method, params, take, bufnr)
  local function answered(err, result)
    if err then
      vim.notify("Vitals: " .. err.message, vim.log.levels.WARN)
    else
      take(result)
    end
  end
  if vim.fn.has("nvim-0.11") == 1 then
    client:request(method, params, answered, bufnr or 0)
  else
    client.request(method, params, answered, bufnr or 0)
  end
end

--- Have the server execute a command.
function M.execute(client, command, arguments, take)
  local params = { command = command, arguments = arguments }
  M.request(client, "workspace/executeCommand", params, take or function() end)
end

return M
