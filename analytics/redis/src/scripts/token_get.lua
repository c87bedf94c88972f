-- Looks for the token, and takes the lease if one has to be requested and nobody is at it.
-- KEYS: token, lease, fence    ARGV: length of the lease in ms, part of the lifetime that is renewed ahead in percent
-- {'have', generation, sealed token, ms left} | {'renew', the same, fence} | {'issue', fence} | {'wait', ms}
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local token = redis.call('HMGET', KEYS[1], 'generation', 'sealed', 'ends', 'life')
local left = token[1] and tonumber(token[3]) - now or 0
if left > 0 and left > tonumber(token[4]) * tonumber(ARGV[2]) / 100 then
  return {'have', token[1], token[2], left}
end
-- The end is compared rather than left to the key's own: a key lives a little longer.
local lease_ends = redis.call('HGET', KEYS[2], 'ends')
if lease_ends and tonumber(lease_ends) > now then
  if left > 0 then return {'have', token[1], token[2], left} end
  return {'wait', tonumber(lease_ends) - now}
end
-- From the clock, so that it grows even when the server has lost everything. As text: Lua prints large numbers short.
local last = math.max(tonumber(redis.call('GET', KEYS[3]) or '0'), tonumber(token[1] or '0'))
local fence = string.format('%d', math.max(last + 1, now))
redis.call('SET', KEYS[3], fence)
redis.call('HSET', KEYS[2], 'fence', fence, 'ends', string.format('%d', now + ARGV[1]))
redis.call('PEXPIRE', KEYS[2], ARGV[1] + 60000)
if left > 0 then return {'renew', token[1], token[2], left, fence} end
return {'issue', fence}
