--- Lets a finding of the cursor's line be, for some days.
local client = require("vitals.client")
local M = {}

local command = "vitals.acknowledge"

--- The range of a line in a buffer.
local function whole(bufnr, line)
  local text = vim.api.nvim_buf_get_lines(bufnr, line, line + 1, false)[1] or ""
  return { start = { line = line, character = 0 }, ["end"] = { line = line, character = #text } }
end

--- The acknowledgements that the server offers for a line, by finding or one for each period.
local function offered(actions, once)
  local found, seen = {}, {}
  for _, action in ipairs(actions or {}) do
    local given = type(action.command) == "table" and action.command.command == command and action.command.arguments
    if given and not (once and seen[given[2]]) then
      seen[given[2]] = true
      table.insert(found, { title = action.title, arguments = given })
    end
  end
  return found
end

--- Acknowledge for so many days with a reason; without days the user is asked.
function M.here(with, days, reason)
  local bufnr = vim.api.nvim_get_current_buf()
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(bufnr) },
    range = whole(bufnr, vim.api.nvim_win_get_cursor(0)[1] - 1),
    context = { diagnostics = {} },
  }
  local function take(choice)
    if choice then
      local uri, identity, period = unpack(choice.arguments)
      client.execute(with, command, { uri, identity, days or period, reason or "" })
    end
  end
  client.request(with, "textDocument/codeAction", params, function(actions)
    local found = offered(actions, days ~= nil)
    if #found == 0 then
      vim.notify("Vitals: there is no finding on this line.", vim.log.levels.INFO)
    elseif days and #found == 1 then
      take(found[1])
    else
      local function title(item)
        return days and item.arguments[2] or item.title
      end
      vim.ui.select(found, { prompt = "Acknowledge", format_item = title }, take)
    end
  end)
end

return M
