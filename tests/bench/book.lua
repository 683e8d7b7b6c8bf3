-- Books a slot per request. Arguments: file of tokens, how many addresses their owners have (0: wrk's own), file of
-- slot ids with the number of the patient, the line to begin behind. Threads take the lines by turns.
dofile("tests/bench/common.lua")

local LINE = 47

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
end

function request()
  line = slots:read("*l") or line
  slots:read("*l")
  return wrk.format("POST", "/v1/bookings", headers[tonumber(line:sub(38))], '{"slot_id": "' .. line:sub(1, 36) .. '"}')
end
