-- What both scripts share: wrk's two threads, each a Lua of its own with a number; clients' addresses; the figures.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

-- The header in which a proxy says that the n-th request comes from one of so many addresses; none when they are 0.
function forwarded(n, addresses)
  if addresses == 0 then return {} end
  local of = n % addresses
  return { ["X-Forwarded-For"] = string.format("10.0.%d.%d", math.floor(of / 250), of % 250 + 1) }
end

-- wrk's figures as one line of JSON, its last.
function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format('{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "p50": %d, "p99": %d}',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
