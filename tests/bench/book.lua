-- Books a slot per request. Arguments: file of tokens, file of slot ids, the line to begin behind.
-- Each of wrk's two threads is a Lua of its own; they take the lines by turns.
dofile("tests/bench/summary.lua")

local LINE = 37
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  headers = {}
  for token in io.lines(args[1]) do
    headers[#headers + 1] = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
  end
  slots = io.open(args[2])
  slots:seek("set", (args[3] + number) * LINE)
  count = number * 250
end

function request()
  count = count + 1
  slot = slots:read("*l") or slot
  slots:read("*l")
  return wrk.format("POST", "/v1/bookings", headers[count % #headers + 1], '{"slot_id": "' .. slot .. '"}')
end
