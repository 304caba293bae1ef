--- :Vitals and its subcommands.
local client = require("vitals.client")
local M = {}

local function why(with, bang)
  require("vitals.why").show(with, bang)
end

local function session(with)
  client.request(with, "vitals/session", vim.empty_dict(), function(told)
    require("vitals.float").show(told.markdown, "session")
  end)
end

local function memory(with)
  client.request(with, "vitals/memory/stats", vim.empty_dict(), function(stats)
    client.request(with, "vitals/session", vim.empty_dict(), function(told)
      local lines = { ("**Memory**: %s; %d records"):format(stats.detail, stats.entries), "" }
      for _, each in ipairs(told.acknowledgements) do
        local until_ = os.date("%Y-%m-%d", math.floor(each["until"]))
        local reason = each.reason ~= "" and ": " .. each.reason or ""
        table.insert(lines, ("- `%s` in %s, until %s by %s%s"):format(each.identity, each.path, until_, each.by, reason))
      end
      if #told.acknowledgements == 0 then
        table.insert(lines, "Nothing is acknowledged.")
      end
      require("vitals.float").show(table.concat(lines, "\n"), "memory")
    end)
  end)
end

local function acknowledge(with, _, given)
  local days = given[1] and tonumber(given[1])
  if given[1] and not days then
    vim.notify("Vitals: after `ack` comes a number of days, then maybe a reason.", vim.log.levels.ERROR)
    return
  end
  require("vitals.acknowledge").here(with, days, table.concat(given, " ", 2))
end

local function log()
  local path = vim.lsp.log and vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
  vim.cmd.tabedit({ args = { path } })
  vim.cmd("normal! G")
end

local with_client = {
  why = why,
  graph = function(with)
    client.execute(with, "vitals.showGraph", {})
  end,
  hotspots = function(with)
    require("vitals.lists").hotspots(with)
  end,
  cycles = function(with)
    require("vitals.lists").cycles(with)
  end,
  session = session,
  ack = acknowledge,
  memory = memory,
}
local without_client = { log = log, restart = client.restart }

local function names()
  local found = vim.list_extend(vim.tbl_keys(with_client), vim.tbl_keys(without_client))
  table.sort(found)
  return found
end

local function run(called)
  local name, given = called.fargs[1], vim.list_slice(called.fargs, 2)
  if without_client[name] then
    without_client[name]()
  elseif with_client[name] then
    local with = client.of()
    if with then
      with_client[name](with, called.bang, given)
    end
  else
    vim.notify(("Vitals: there is no `%s`; there are %s."):format(name, table.concat(names(), ", ")), vim.log.levels.ERROR)
  end
end

function M.create()
  vim.api.nvim_create_user_command("Vitals", run, {
    nargs = "+",
    bang = true,
    desc = "Code health: why, graph, hotspots, cycles, session, ack, memory, log, restart",
    complete = function(lead, line)
      if #vim.split(line, "%s+", { trimempty = false }) > 2 then
        return {}
      end
      return vim.tbl_filter(function(name)
        return vim.startswith(name, lead)
      end, names())
    end,
  })
end

return M
