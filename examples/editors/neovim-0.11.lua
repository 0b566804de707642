-- Verimentor in Neovim 0.11 and newer: save this as ~/.config/nvim/lsp/verimentor.lua and say
-- `vim.lsp.enable("verimentor")` in init.lua.
--
-- From 0.12 on, `vim.lsp.inline_completion.enable()` shows ghost text, and
-- `vim.keymap.set("i", "<Tab>", function() return vim.lsp.inline_completion.get() and "" or "<Tab>" end, { expr = true })`
-- takes it. Before that, `suggest` of neovim.lua beside this file works here, too.

return {
  cmd = { "verimentor", "serve", "--stdio" },
  filetypes = { "verilog", "systemverilog" },
  root_markers = { "verimentor.toml", ".git" },
  init_options = {
    -- Settings as in the README, for example to leave these to another server:
    -- features = { hover = false, outline = false },
  },
}
