-- Asks for one path after the other. Arguments: file of paths, from how many addresses (0: wrk's own).
dofile("tests/bench/common.lua")

function init(args)
  paths = {}
  for path in io.lines(args[1]) do
    paths[#paths + 1] = path
  end
  headers = {}
  for n = 1, math.max(args[2], 1) do
    headers[n] = forwarded(n, tonumber(args[2]))
  end
  count = number * 250
end

function request()
  count = count + 1
  return wrk.format("GET", paths[count % #paths + 1], headers[count % #headers + 1])
end
