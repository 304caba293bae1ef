--- Which server serves a project, and what to do where none can be found.
local options = require("vitals.options")
local M = {}

local windows = vim.fn.has("win32") == 1
local advice = "Vitals: there is no server. Run `pip install vitals-ls` in the project's environment or, for all "
  .. "projects, `pipx install vitals-ls`; :checkhealth vitals says more."

--- What to do where there is no server.
function M.hint()
  local cmd = options.get().cmd
  if not cmd then
    return advice
  end
  return ("Vitals: there is no program %s, which the option `cmd` names; :checkhealth vitals says more."):format(cmd[1])
end

--- The command that starts the server of a project; nil where there is none.
function M.command(root)
  local cmd = options.get().cmd
  if cmd then
    return vim.fn.executable(cmd[1]) == 1 and cmd or nil
  end
  for _, folder in ipairs(M.environments(root)) do
    local program = vim.fs.joinpath(folder, windows and "Scripts/vitals.exe" or "bin/vitals")
    if vim.fn.executable(program) == 1 then
      return { program, "serve" }
    end
  end
  if vim.fn.executable("vitals") == 1 then
    return { "vitals", "serve" }
  end
end

--- The Python environments that belong to a project, the nearest first.
function M.environments(root)
  local found = {}
  if root then
    found = { vim.fs.joinpath(root, ".venv"), vim.fs.joinpath(root, "venv") }
  end
  local active = vim.env.VIRTUAL_ENV or vim.env.CONDA_PREFIX
  return active and vim.list_extend({ active }, found) or found
end

return M
