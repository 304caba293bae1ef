--- Why the function at the cursor is as complex as it is, and how far it came in this session.
local client = require("vitals.client")
local functions = require("vitals.functions")
local M = {}

--- What the session changed about a function; nil for nothing.
local function progress(session, uri, symbol)
  local file = vim.uri_to_fname(uri)
  for _, change in ipairs(session.changes) do
    if change.symbol == symbol and vim.uri_to_fname(change.uri) == file then
      return change
    end
  end
end

local function title(of, change)
  local came = change and (", %d when this session began"):format(change.was) or ""
  return ("**`%s`**: cognitive %d%s; cyclomatic %d, nesting %d"):format(of.symbol, of.cognitive, came, of.c901, of.nesting)
end

local function lines_of(of, change)
  local lines = { title(of, change), "" }
  for _, each in ipairs(of.contributions) do
    table.insert(lines, ("- line %d: %s"):format(each.line + 1, functions.told(each)))
  end
  if #of.contributions == 0 then
    table.insert(lines, "Nothing in it adds to its cognitive complexity.")
  elseif of.stale then
    table.insert(lines, "")
    table.insert(lines, "It does not parse now: these are the figures without the lines being edited, or the last good ones.")
  end
  return lines
end

--- Show it in a window or, with `beside`, beside the lines; shown there already, it is hidden.
function M.show(with, beside)
  local bufnr = vim.api.nvim_get_current_buf()
  functions.at_cursor(with, function(of)
    if beside then
      require("vitals.contributions").toggle(bufnr, of.symbol)
      return
    end
    client.request(with, "vitals/session", vim.empty_dict(), function(session)
      local change = progress(session, vim.uri_from_bufnr(bufnr), of.symbol)
      require("vitals.float").show(table.concat(lines_of(of, change), "\n"), "why")
    end)
  end)
end

return M
