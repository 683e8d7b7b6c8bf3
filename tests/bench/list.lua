-- Lists free slots of one doctor after the other. Argument: file of doctors' ids.
dofile("tests/bench/summary.lua")

function init(args)
  paths = {}
  for id in io.lines(args[1]) do
    paths[#paths + 1] = "/v1/doctors/" .. id .. "/slots?limit=20"
  end
  count = 0
end

function request()
  count = count + 1
  return wrk.format("GET", paths[count % #paths + 1])
end
