-- Verimentor in Neovim 0.7 to 0.10. Put this file into ~/.config/nvim/lua/verimentor.lua, and into init.lua:
--
--     require("verimentor").setup()
--     vim.keymap.set("i", "<C-l>", require("verimentor").suggest)
--
-- Neovim's own commands do the rest: vim.lsp.buf.code_action() for the lightbulb, vim.lsp.buf.hover() and so on.

local M = {}

local clients = {} -- client ids by root folder: one server a project

local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  for _, mark in ipairs({ "verimentor.toml", ".git" }) do
    local found = vim.fn.findfile(mark, folder .. ";")
    if found == "" then
      found = vim.fn.finddir(mark, folder .. ";")
    end
    if found ~= "" then
      return vim.fn.fnamemodify(found, ":p"):gsub("/$", ""):match("(.*)/")
    end
  end
  return folder
end

local function attach(settings)
  local root = root_of(vim.api.nvim_buf_get_name(0))
  if clients[root] == nil then
    clients[root] = vim.lsp.start_client({
      name = "verimentor",
      cmd = { "verimentor", "serve", "--stdio" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      init_options = settings,
      on_attach = function(_, buffer)
        vim.api.nvim_buf_set_option(buffer, "omnifunc", "v:lua.vim.lsp.omnifunc")
      end,
      on_exit = function()
        clients[root] = nil
      end,
    })
  end
  if clients[root] ~= nil then
    vim.lsp.buf_attach_client(0, clients[root])
  end
end

--- Starts the server for Verilog files. `settings` are those of the README, say
--- `{ features = { hover = false }, mentor = { url = "http://localhost:8080/v1", model = "..." } }`.
function M.setup(settings)
  local group = vim.api.nvim_create_augroup("verimentor", {})
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = { "verilog", "systemverilog" },
    callback = function()
      attach(settings or {})
    end,
  })
end

--- Puts what the model suggests at the cursor; one undo takes it out again.
function M.suggest()
  local params = vim.lsp.util.make_position_params(0, "utf-16")
  params.context = { triggerKind = 1 }
  vim.lsp.buf_request(0, "textDocument/inlineCompletion", params, function(problem, answer)
    local item = answer and (answer.items or answer)[1]
    if problem or not item then
      return vim.notify(problem and problem.message or "Verimentor has no suggestion here")
    end
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    if row ~= params.position.line + 1 then
      return -- the cursor has gone elsewhere
    end
    local lines = vim.split(item.insertText, "\n")
    vim.api.nvim_buf_set_text(0, row - 1, column, row - 1, column, lines)
    column = #lines == 1 and column + #lines[1] or #lines[#lines]
    vim.api.nvim_win_set_cursor(0, { row + #lines - 1, column })
  end)
end

return M
