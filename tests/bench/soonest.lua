-- Asks for any slot, for one patient after the other. Arguments: file of tokens, eight digits that no other run has.
dofile("tests/bench/common.lua")

function init(args)
  headers = {}
  for token in io.lines(args[1]) do
    headers[#headers + 1] = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
  end
  made = args[2] .. "-0000-4000-800" .. number .. "-"
  count = 0
end

function request()
  count = count + 1
  local body = string.format('{"specialization": "Any", "request_id": "%s%012x"}', made, count)
  return wrk.format("POST", "/v1/bookings/soonest", headers[(2 * count + number) % #headers + 1], body)
end
