--- What each line adds to the cognitive complexity of a function, shown in the text on demand.
local functions = require("vitals.functions")
local options = require("vitals.options")
local M = {}

local namespace = vim.api.nvim_create_namespace("vitals_contributions")
local shown = {} -- by buffer: the symbols whose contributions are shown
local rest = 150 -- milliseconds without a change before they are drawn again

vim.api.nvim_set_hl(0, "VitalsContribution", { link = "Comment", default = true })

--- The texts of a function by line, from zero.
local function by_line(of)
  local lines = { [of.nameLine] = { ("cognitive %d"):format(of.cognitive) } }
  for _, each in ipairs(of.contributions) do
    lines[each.line] = lines[each.line] or {}
    table.insert(lines[each.line], functions.told(each))
  end
  return lines
end

--- The sum of what a line adds, for a sign of two cells.
local function sign(of, line)
  local sum = 0
  for _, each in ipairs(of.contributions) do
    sum = sum + (each.line == line and each.increment or 0)
  end
  return sum > 99 and "++" or sum > 9 and tostring(sum) or sum > 0 and ("+%d"):format(sum) or "∑"
end

local function mark(of, line, texts)
  if options.get().contributions == "signs" then
    return { sign_text = sign(of, line), sign_hl_group = "VitalsContribution" }
  end
  return { virt_text = { { table.concat(texts, ", "), "VitalsContribution" } }, virt_text_pos = "eol" }
end

local function draw(bufnr, all)
  vim.api.nvim_buf_clear_namespace(bufnr, namespace, 0, -1)
  local last = vim.api.nvim_buf_line_count(bufnr) - 1
  for _, of in ipairs(all) do
    for line, texts in pairs(shown[bufnr][of.symbol] and by_line(of) or {}) do
      if line <= last then
        vim.api.nvim_buf_set_extmark(bufnr, namespace, line, 0, mark(of, line, texts))
      end
    end
  end
end

local function refresh(bufnr)
  local client = vim.lsp.get_clients({ name = "vitals", bufnr = bufnr })[1]
  if not shown[bufnr] or not client then
    return
  end
  local tick = vim.api.nvim_buf_get_changedtick(bufnr)
  functions.all(client, bufnr, function(all)
    if shown[bufnr] and vim.api.nvim_buf_get_changedtick(bufnr) == tick then
      draw(bufnr, all)
    end
  end, true)
end

--- Show the contributions of a function, or hide them.
function M.toggle(bufnr, symbol)
  shown[bufnr] = shown[bufnr] or {}
  shown[bufnr][symbol] = not shown[bufnr][symbol] or nil
  refresh(bufnr)
end

--- The client's part of the command `vitals.why`, which lenses and code actions carry.
function M.toggled(command)
  local uri, symbol = unpack(command.arguments)
  M.toggle(vim.uri_to_bufnr(uri), symbol)
end

--- Keep what is shown of a buffer current.
function M.attach(bufnr)
  local timer
  vim.api.nvim_create_autocmd({ "TextChanged", "TextChangedI" }, {
    group = vim.api.nvim_create_augroup("vitals_contributions_" .. bufnr, {}),
    buffer = bufnr,
    callback = function()
      if timer then
        timer:stop()
      end
      timer = vim.defer_fn(function()
        timer = nil
        refresh(bufnr)
      end, rest)
    end,
  })
  vim.api.nvim_create_autocmd("BufUnload", {
    group = "vitals_contributions_" .. bufnr,
    buffer = bufnr,
    callback = function()
      shown[bufnr] = nil
    end,
  })
  refresh(bufnr)
end

return M
