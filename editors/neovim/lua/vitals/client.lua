--- Starts the client for the buffers of a project, and again when the server ends by itself.
local options = require("vitals.options")
local process = require("vitals.process")
local server = require("vitals.server")
local M = {}

local name = "vitals"
local markers = { "vitals.toml", "pyproject.toml", "setup.py", "setup.cfg", ".git" }
local filetypes = { "python" }
local patience = 2000 -- milliseconds for a server to end
local told = false
local latest -- the root of the client that is about to start: Neovim 0.11 does not say it

local function root_of(bufnr)
  local file = vim.api.nvim_buf_get_name(bufnr)
  return vim.fs.root(bufnr, markers) or file ~= "" and vim.fs.dirname(file) or vim.uv.cwd()
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
    vim.schedule(function()
      vim.notify(server.hint(), vim.log.levels.WARN)
    end)
  end
end

--- Start the client for the buffers that are open, all or those of a root.
local function again(root)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if wanted(bufnr) and (not root or root_of(bufnr) == root) then
      M.start(bufnr)
    end
  end
end

local function transport(dispatchers, config)
  return process.start(config and config.root_dir or latest, dispatchers, again)
end

--- Whether a root can be served: by what the user configured, or by a server that is there.
local function servable(root)
  local config = vim.lsp.config and vim.lsp.config[name]
  if config and config.cmd ~= transport then
    return true
  elseif not server.command(root) then
    missing()
    return false
  end
  latest = root
  return process.may_start(root)
end

local levels = { vim.log.levels.ERROR, vim.log.levels.WARN }

--- Show a message of the server whole: Neovim 0.10 by itself leaves the middle of a long one out.
local function message(_, params)
  vim.notify("Vitals: " .. params.message, levels[params.type] or vim.log.levels.INFO)
  return vim.NIL
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
      if servable(root) then
        on_dir(root)
      end
    end,
    settings = { vitals = options.get().settings },
    capabilities = capabilities(),
    commands = { ["vitals.why"] = require("vitals.contributions").toggled },
    handlers = { ["vitals/changed"] = require("vitals.status").changed, ["window/showMessage"] = message },
    on_attach = on_attach,
  }
end

--- Start the client for a buffer, or attach the one that its project has.
function M.start(bufnr)
  local root = root_of(bufnr)
  if not servable(root) then
    return
  end
  local config = vim.lsp.config and vim.deepcopy(vim.lsp.config[name]) or M.config()
  config.root_dir = root
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
  again()
end

--- End the clients, by force if it must be.
local function stop(force)
  for _, client in ipairs(vim.lsp.get_clients({ name = name })) do
    if vim.fn.has("nvim-0.11") == 1 then
      client:stop(force)
    else
      client.stop(force)
    end
  end
  return vim.wait(patience, function()
    return #vim.lsp.get_clients({ name = name }) == 0
  end, 20)
end

--- End the servers and start them anew.
function M.restart()
  told = false
  process.forgive()
  if not stop(false) then
    stop(true)
  end
  again()
end

--- The client of a buffer (the current one), or nil, which is told.
function M.of(bufnr)
  local client = vim.lsp.get_clients({ name = name, bufnr = bufnr or 0 })[1]
  if not client then
    vim.notify("Vitals does not follow this buffer; :checkhealth vitals says why.", vim.log.levels.WARN)
  end
  return client
end

--- Ask the server; `take` gets the result, an error is shown, unless nobody waits for the answer.
function M.request(client, method, params, take, bufnr, unasked)
  local function answered(err, result)
    if err and not unasked then
      vim.notify("Vitals: " .. err.message, vim.log.levels.WARN)
    elseif not err then
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
