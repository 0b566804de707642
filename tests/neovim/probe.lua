-- Run by test_neovim.py inside of a real Neovim: opens a file, uses each feature once, writes down what it saw.

local file, setup, report_file = os.getenv("PROBE_FILE"), os.getenv("PROBE_SETUP"), os.getenv("PROBE_REPORT")
local PATIENCE_MS = 120000 -- a busy machine is slow, not broken
local report = {}

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
end

local function wait(condition)
  return vim.wait(PATIENCE_MS, condition, 50)
end

local function run()
  vim.cmd("filetype on")
  local verimentor = dofile(setup)
  verimentor.setup({ completion = { maxTokens = 16 } })
  vim.cmd("edit " .. file)
  report.filetype = vim.bo.filetype

  wait(function() return #vim.diagnostic.get(0) > 0 end)
  report.diagnostics = vim.tbl_map(function(each) return each.message end, vim.diagnostic.get(0))

  vim.ui.select = function(items, options, choose)
    local shown = vim.tbl_map(options.format_item, items)
    report.actions = shown
    for index, title in ipairs(shown) do
      if title:find("Fix") then
        return choose(items[index], index)
      end
    end
  end
  local broken = text()
  vim.api.nvim_win_set_cursor(0, { 2, 4 })
  vim.lsp.buf.code_action()
  wait(function() return text() ~= broken end)
  report.mended = text()

  vim.api.nvim_win_set_cursor(0, { 3, 0 })
  local words = vim.lsp.buf_request_sync(0, "textDocument/completion", vim.lsp.util.make_position_params(), PATIENCE_MS)
  report.words = {}
  for _, answer in pairs(words or {}) do
    for _, item in ipairs(answer.result.items or answer.result) do
      table.insert(report.words, item.label)
    end
  end

  vim.o.virtualedit = "onemore" -- the cursor behind the line's end, as in insert mode
  vim.o.undolevels = vim.o.undolevels -- what a script does is one undo step up to here
  vim.api.nvim_win_set_cursor(0, { 6, vim.fn.col({ 6, "$" }) - 1 })
  local before = text()
  wait(function()
    verimentor.suggest()
    vim.wait(1000, function() return text() ~= before end, 20)
    return text() ~= before
  end)
  report.suggested = text()
  vim.cmd("silent undo")
  report.undone = text() == before

  local client = vim.lsp.get_active_clients()[1]
  report.name = client.name
  client.stop()
  report.stopped = wait(function() return client.is_stopped() end)
end

local ok, problem = pcall(run)
report.problem = not ok and tostring(problem) or nil
local out = io.open(report_file, "w")
out:write(vim.fn.json_encode(report))
out:close()
vim.cmd("qall!")
