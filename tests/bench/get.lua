-- Asks for one path after the other. Arguments: file of paths, from how many addresses (0: wrk's own), what If-None-Match
-- says (empty: it is not there).
dofile("tests/bench/common.lua")

function init(args)
  paths = {}
  for path in io.lines(args[1]) do
    paths[#paths + 1] = path
  end
  headers = {}
  for n = 1, math.max(args[2], 1) do
    headers[n] = forwarded(n, tonumber(args[2]))
    if args[3] and args[3] ~= "" then headers[n]["If-None-Match"] = args[3] end
  end
  count = number * 250
end

function request()
  count = count + 1
  return wrk.format("GET", paths[count % #paths + 1], headers[count % #headers + 1])
end
