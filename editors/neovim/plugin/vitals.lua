if vim.g.loaded_vitals then
  return
end
vim.g.loaded_vitals = true

if vim.fn.has("nvim-0.10") == 0 then
  vim.notify("Vitals needs Neovim 0.10 or newer.", vim.log.levels.ERROR)
  return
end

require("vitals.commands").create()
require("vitals.client").enable()
