-- The service had too many calls: halves the rate, which then doubles every five seconds.
-- KEYS: pace, bucket    ARGV: ms since the call was sent, pause that the service asks for in ms (0: none).   1: halved, 0: not
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local pace = redis.call('HMGET', KEYS[1], 'rate', 'since', 'opened')
local rate, since, opened = tonumber(pace[1] or '0'), tonumber(pace[2] or '0'), tonumber(pace[3] or '0')
local slowed = rate * 2 ^ (math.max(0, now - since) / 5000)
local halved = 1
if pace[1] and slowed < 2 * math.max(1, opened) then
  -- Calls sent together are rejected together, and the second may be used up for the rest of it: one reason, not several.
  if now - ARGV[1] < since + 1000 then
    halved = 0
  else
    rate, since = math.max(1, slowed / 2), now
  end
else
  local bucket = redis.call('HMGET', KEYS[2], 'second', 'count', 'before')
  local passed = math.floor(now / 1000) - tonumber(bucket[1] or '0')
  local count, before = tonumber(bucket[2] or '0'), tonumber(bucket[3] or '0')
  if passed == 1 then count, before = 0, count elseif passed ~= 0 then count, before = 0, 0 end
  opened = count + before * (1 - now % 1000 / 1000)
  rate, since = math.max(1, opened / 2), now
end
since = math.max(since, now + math.min(tonumber(ARGV[2]), 30000))
if halved == 0 and tonumber(ARGV[2]) <= 0 then return 0 end
redis.call('HSET', KEYS[1], 'rate', string.format('%.6f', rate), 'since', string.format('%.3f', since), 'opened', string.format('%.6f', opened))
redis.call('PEXPIRE', KEYS[1], math.ceil(since - now) + 120000)
return halved
