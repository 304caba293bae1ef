--- The server's process: started, watched, and told of in one message when it ends by itself.
local server = require("vitals.server")
local M = {}

local most, span = 4, 180 -- ends within so many seconds after which the server is left alone
local ends = {} -- by root: when a server ended by itself
local failed = {} -- roots whose server does not start

local function warn(message)
  vim.schedule(function()
    vim.notify(message, vim.log.levels.WARN)
  end)
end

--- The last line that a program wrote.
local function last_line(text)
  return vim.trim(text or ""):match("[^\n]*$")
end

--- Say why a server does not start, in its own words.
local function explain(program, code)
  local function tell(done)
    local said = done and done.code ~= 0 and last_line(done.stderr) or ""
    said = said ~= "" and said:gsub("^Vitals ", "it ") or ("it ends with code %d"):format(code)
    warn(("Vitals: %s does not start: %s\n:checkhealth vitals says what to do."):format(program, said))
  end
  if not pcall(vim.system, { program, "--version" }, { text = true }, tell) then
    tell(nil)
  end
end

--- How often the server of a root has ended of late, this time included.
local function count(root)
  local now = vim.uv.now() / 1000
  ends[root] = vim.tbl_filter(function(at)
    return now - at < span
  end, ends[root] or {})
  table.insert(ends[root], now)
  return #ends[root]
end

--- Take note of an end that nobody asked for: have another server started, but not for ever.
local function ended(root, again)
  local often = count(root)
  if often > most then
    failed[root] = true
    warn(("Vitals: the server ended %d times in three minutes and is left alone.\n"):format(often)
      .. ":Vitals log says why, :Vitals restart starts it anew.")
    return
  end
  if often == 1 then
    warn("Vitals: the server ended unexpectedly. It was started again; nothing is lost.")
  end
  vim.schedule(function()
    again(root)
  end)
end

--- Whether a root's server may be started: not after it failed, until the user restarts it.
function M.may_start(root)
  return not failed[root]
end

--- Forget what went wrong before.
function M.forgive()
  ends, failed = {}, {}
end

--- Start the server of a root. Neovim hears only of orderly ends; the others are told here, and
--- `again` is called with the root where another one is to be started.
function M.start(root, dispatchers, again)
  local command = server.command(root)
  local program = vim.fn.exepath(command[1])
  local answered, meant = false, false
  local rpc = vim.lsp.rpc.start(command, vim.tbl_extend("force", dispatchers, {
    on_exit = function(code, signal)
      dispatchers.on_exit(0, 0)
      if meant or code == 0 and signal == 0 or vim.v.exiting ~= vim.NIL then
        return
      elseif answered or signal ~= 0 then
        ended(root, again)
      else
        failed[root] = true
        explain(program, code)
      end
    end,
  }), { cwd = root })
  local request, terminate = rpc.request, rpc.terminate
  rpc.request = function(method, params, callback, sent)
    return request(method, params, function(...)
      answered = true
      return callback(...)
    end, sent)
  end
  rpc.terminate = function()
    meant = true
    return terminate()
  end
  return rpc
end

return M
