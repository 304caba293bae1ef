--- :checkhealth vitals
local server = require("vitals.server")
local M = {}

local patience = 5000 -- milliseconds

local function run(command)
  local ok, done = pcall(function()
    return vim.system(command, { text = true }):wait(patience)
  end)
  if not ok then
    return nil, tostring(done)
  end
  if done.code ~= 0 then
    return nil, vim.trim(done.stderr ~= "" and done.stderr or done.stdout or ""):match("[^\n]*$")
  end
  return vim.trim(done.stdout)
end

local function check_server(root)
  local command = server.command(root)
  if not command then
    local cmd = require("vitals.options").get().cmd
    vim.health.error("There is no server.", cmd and {
      ("The option `cmd` names %s, which does not run: correct it or leave it out."):format(cmd[1]),
    } or {
      "pip install vitals-ls    in the project's environment, or",
      "pipx install vitals-ls    for all projects",
    })
    return
  end
  local version, trouble = run({ command[1], "--version" })
  if version then
    vim.health.ok(("The server: %s (%s)"):format(version, command[1]))
  else
    vim.health.error(("%s does not run: %s"):format(command[1], trouble), {
      "It needs Python 3.11 or newer: make the environment anew with one, and install vitals-ls there.",
    })
  end
end

--- Return what the server answers; nil when it does not.
local function answer(client, method)
  local answered
  require("vitals.client").request(client, method, vim.empty_dict(), function(result)
    answered = result
  end)
  vim.wait(patience, function()
    return answered ~= nil
  end, 20)
  return answered
end

local function check_client(client)
  vim.health.ok(("It follows %s"):format(client.config.root_dir or "files outside of any project"))
  local stats = answer(client, "vitals/stats")
  if not stats then
    vim.health.warn("It does not answer.", { ":Vitals restart", ":Vitals log" })
    return
  end
  vim.health.ok(("Vitals %s, Python %s, %d files indexed"):format(stats.version, stats.python, stats.index.indexed))
  local store = answer(client, "vitals/memory/stats")
  if not store then
    vim.health.info("Nothing is remembered here.")
  elseif store.state == "apart" or store.state == "memory" then
    vim.health.warn("Memory: " .. store.detail)
  else
    vim.health.ok("Memory: " .. store.detail)
  end
end

function M.check()
  vim.health.start("Vitals")
  if vim.fn.has("nvim-0.10") == 1 then
    vim.health.ok("Neovim " .. tostring(vim.version()))
  else
    vim.health.error("Vitals needs Neovim 0.10 or newer.")
    return
  end
  local clients = vim.lsp.get_clients({ name = "vitals" })
  check_server(clients[1] and clients[1].config.root_dir or vim.fs.root(0, { "pyproject.toml", ".git" }) or vim.uv.cwd())
  if #clients == 0 then
    vim.health.info("No server runs. One starts with a Python file; after a fault, with `:Vitals restart`.")
  end
  for _, client in ipairs(clients) do
    check_client(client)
  end
  if vim.fn.executable("git") == 0 then
    vim.health.warn("git is not installed: what is new or worse cannot be told from what was there.")
  end
end

return M
