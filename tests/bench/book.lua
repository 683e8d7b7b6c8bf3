-- Books a slot per request. Arguments: file of tokens, how many addresses their owners have (0: wrk's own), file of
-- slot ids, the line to begin behind. Threads take the lines by turns.
dofile("tests/bench/common.lua")

local LINE = 37

function init(args)
  headers = {}
  for token in io.lines(args[1]) do
    local header = forwarded(#headers, tonumber(args[2]))
    header["Authorization"] = "Bearer " .. token
    header["Content-Type"] = "application/json"
    headers[#headers + 1] = header
  end
  slots = io.open(args[3])
  slots:seek("set", (args[4] + number) * LINE)
  count = number * 250
end

function request()
  count = count + 1
  slot = slots:read("*l") or slot
  slots:read("*l")
  return wrk.format("POST", "/v1/bookings", headers[count % #headers + 1], '{"slot_id": "' .. slot .. '"}')
end
