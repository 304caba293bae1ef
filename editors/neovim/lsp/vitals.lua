-- For vim.lsp.config and vim.lsp.enable, Neovim 0.11 and later.
return require("vitals.client").config()
