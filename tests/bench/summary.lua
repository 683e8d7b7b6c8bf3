-- wrk's figures as one line of JSON, its last.
function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format('{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "p99": %d}',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(99)))
end
