--- What the user chose, by `setup` or by `vim.g.vitals`.
local M = {}

local defaults = {
  -- How the server is started; nil: the project's own, else `vitals` on PATH.
  cmd = nil,
  -- Settings of the server, without "vitals.": { cognitive = { 15, 25, 50 } }
  settings = {},
  -- Show lenses above complex functions.
  codelens = true,
  -- What each line adds is shown after its end ("virtual") or as a sign ("signs").
  contributions = "virtual",
}
local chosen

local forms = {
  cmd = { "table", "a list such as { \"/opt/vitals/bin/vitals\", \"serve\" }" },
  settings = { "table", "a table of settings of the server" },
  codelens = { "boolean", "true or false" },
  contributions = { "string", "\"virtual\" or \"signs\"" },
}

--- What is wrong with an option, in words; nil when nothing is.
local function trouble(name, value)
  local form = forms[name]
  if not form then
    local names = vim.tbl_keys(forms)
    table.sort(names)
    return ("there is no option `%s`; there are %s."):format(name, table.concat(names, ", "))
  end
  local wrong = type(value) ~= form[1] or name == "contributions" and value ~= "virtual" and value ~= "signs"
  return wrong and ("the option `%s` is to be %s."):format(name, form[2]) or nil
end

--- The options that are understood; the others are told, and only these fall back.
local function understood(options)
  local good = {}
  for name, value in pairs(options) do
    local wrong = trouble(name, value)
    if wrong then
      vim.schedule(function()
        vim.notify_once("Vitals: " .. wrong, vim.log.levels.WARN)
      end)
    else
      good[name] = value
    end
  end
  return good
end

function M.set(options)
  chosen = vim.tbl_deep_extend("force", chosen or {}, understood(options or {}))
end

function M.get()
  return vim.tbl_deep_extend("force", defaults, understood(vim.g.vitals or {}), chosen or {})
end

return M
