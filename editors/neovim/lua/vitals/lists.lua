--- Hotspots and import cycles in the quickfix list.
local client = require("vitals.client")
local M = {}

local limit = 100

local function show(title, items, nothing, complete)
  if #items == 0 then
    vim.notify("Vitals: " .. nothing, vim.log.levels.INFO)
    return
  end
  vim.fn.setqflist({}, " ", { title = complete and title or title .. " (so far)", items = items })
  vim.cmd("botright copen")
end

function M.hotspots(with)
  client.request(with, "vitals/hotspots", { limit = limit }, function(found)
    local items = vim.tbl_map(function(spot)
      local text = ("cognitive %d, imported by %d, imports %d"):format(spot.cognitive, spot.fanIn, spot.fanOut)
      if spot.symbol ~= "" then
        text = text .. "; most complex: " .. spot.symbol
      end
      return { filename = vim.uri_to_fname(spot.uri), lnum = spot.line + 1, col = 1, module = spot.module, text = text }
    end, found.items)
    show("Vitals: hotspots", items, "no module here is both complex and coupled.", found.complete)
  end)
end

function M.cycles(with)
  client.request(with, "vitals/cycles", { limit = limit }, function(found)
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
    show("Vitals: import cycles", items, "no import closes a cycle.", found.complete)
  end)
end

return M
