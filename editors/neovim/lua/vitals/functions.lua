--- The functions of a buffer, as the server measures them.
local M = {}

--- Call `take` with the figures of a buffer's functions.
function M.all(client, bufnr, take, unasked)
  local params = { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }
  require("vitals.client").request(client, "vitals/metrics", params, function(metrics)
    take(metrics and metrics.functions or {})
  end, bufnr, unasked)
end

--- Call `take` with the innermost function at the cursor; where there is none, that is told.
function M.at_cursor(client, take)
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  M.all(client, vim.api.nvim_get_current_buf(), function(all)
    local innermost
    for _, each in ipairs(all) do
      local around = each.firstLine <= line and line <= each.endLine
      if around and (not innermost or each.firstLine >= innermost.firstLine) then
        innermost = each
      end
    end
    if innermost then
      take(innermost)
    else
      vim.notify("Vitals: there is no function at the cursor.", vim.log.levels.INFO)
    end
  end)
end

--- What one construct adds, in words: "+2 if (nesting 1)".
function M.told(contribution)
  local nesting = contribution.nesting > 0 and (" (nesting %d)"):format(contribution.nesting) or ""
  return ("+%d %s%s"):format(contribution.increment, contribution.construct, nesting)
end

return M
