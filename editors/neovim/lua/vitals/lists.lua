--- Hotspots and import cycles in the quickfix list.
local client = require("vitals.client")
local M = {}

local limit = 100

local function show(title, items, nothing)
  if #items == 0 then
    vim.notify("Vitals: " .. nothing, vim.log.levels.INFO)
    return
  end
  vim.fn.setqflist({}, " ", { title = title, items = items })
  vim.cmd("botright copen")
end

--- Ask for a list; while the workspace is not known that is told, and the list comes when it is.
local function ask(with, method, take)
  client.request(with, method, { limit = limit }, function(found)
    if found.complete then
      take(found)
      return
    end
    vim.notify("Vitals: the workspace is being analysed; the list follows.", vim.log.levels.INFO)
    client.request(with, "vitals/indexed", vim.empty_dict(), function()
      client.request(with, method, { limit = limit }, take)
    end)
  end)
end

function M.hotspots(with)
  ask(with, "vitals/hotspots", function(found)
    local items = vim.tbl_map(function(spot)
      local text = ("cognitive %d, imported by %d, imports %d"):format(spot.cognitive, spot.fanIn, spot.fanOut)
      if spot.symbol ~= "" then
        text = text .. "; most complex: " .. spot.symbol
      end
      return { filename = vim.uri_to_fname(spot.uri), lnum = spot.line + 1, col = 1, module = spot.module, text = text }
    end, found.items)
    show("Vitals: hotspots", items, "no module here is both complex and coupled.")
  end)
end

function M.cycles(with)
  ask(with, "vitals/cycles", function(found)
    local items = {}
    for _, cycle in ipairs(found.items) do
      local uris = {}
      for _, module in ipairs(cycle.modules) do
        uris[module.name] = module.uri
      end
      local of = ("cycle of %d modules%s"):format(#cycle.modules, cycle.load and " at load" or "")
      for _, cut in ipairs(cycle.cuts) do
        table.insert(items, {
          filename = vim.uri_to_fname(uris[cut.importer]),
          lnum = (cut.lines[1] or 0) + 1,
          col = 1,
          module = cut.importer,
          type = cycle.load and "W" or "I",
          text = ("%s: cut %s → %s, %s"):format(of, cut.importer, cut.imported, cut.why),
        })
      end
    end
    show("Vitals: import cycles", items, "no import closes a cycle.")
  end)
end

return M
