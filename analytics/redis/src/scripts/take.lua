-- Reserves the next turn of the fleet, and counts the call towards the quota of its class.
-- KEYS: bucket, pace, quota, members
-- ARGV: 1 calls/s (0: no limit), 2 longest wait in ms, 3 quota of the day (0: none), 4 calls to count for this turn (1 or 0),
--       5 calls made without Redis, 6 their day, 7 the process
-- {'turn' | 'later', wait in us, calls of the day, processes} | {'quota', us to midnight, calls of the day, processes}
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - 60000)
redis.call('ZADD', KEYS[4], now, ARGV[7])
redis.call('PEXPIRE', KEYS[4], 60000)
local members = redis.call('ZCARD', KEYS[4])

-- The quota. A day is Beijing's, 8 hours ahead, without summer time.
local today = math.floor((t[1] + 28800) / 86400)
local quota, used, day = tonumber(ARGV[3]), 0, today
if quota > 0 then
  local kept = redis.call('HMGET', KEYS[3], 'day', 'used')
  -- A clock that is set back across midnight does not open the quota once more.
  if kept[1] and (tonumber(kept[1]) == today or tonumber(kept[1]) == today + 1) then
    day, used = tonumber(kept[1]), tonumber(kept[2])
  end
  if tonumber(ARGV[5]) > 0 and tonumber(ARGV[6]) == today then
    used = used + ARGV[5]
    redis.call('HSET', KEYS[3], 'day', day, 'used', string.format('%d', used))
    redis.call('EXPIRE', KEYS[3], 172800)
  end
  if used + ARGV[4] > quota then
    return {'quota', math.ceil(((today + 1) * 86400 - 28800) * 1000000 - now * 1000), used, members}
  end
end

-- The rate: the limit, or less after the service had too many.
local rate, from = tonumber(ARGV[1]), now
local pace = redis.call('HMGET', KEYS[2], 'rate', 'since', 'opened')
if pace[1] then
  local slowed = tonumber(pace[1]) * 2 ^ (math.max(0, now - tonumber(pace[2])) / 5000)
  if slowed >= 2 * math.max(1, tonumber(pace[3])) then
    redis.call('DEL', KEYS[2])
  elseif rate == 0 or slowed < rate then
    rate = slowed
  end
  from = math.max(now, tonumber(pace[2])) -- the service may have asked for a pause
end

-- Turns are 1/rate apart, whoever takes them.
local bucket = redis.call('HMGET', KEYS[1], 'next', 'second', 'count', 'before')
local turn = math.max(from, tonumber(bucket[1] or '0'))
local wait = turn - now
if wait > tonumber(ARGV[2]) then return {'later', math.ceil(wait * 1000), used, members} end
local after = rate > 0 and turn + 1000 / rate or tonumber(bucket[1] or '0')

-- Calls of this second and of the one before it: what the rate was when the service had too many.
local second = math.floor(now / 1000)
local count, before = tonumber(bucket[3] or '0'), tonumber(bucket[4] or '0')
local passed = second - tonumber(bucket[2] or '0')
if passed ~= 0 then
  before = passed == 1 and count or 0
  count = 0
end
redis.call('HSET', KEYS[1], 'next', string.format('%.3f', after), 'second', second, 'count', count + 1, 'before', before)
redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(0, after - now)) + 2000)
if quota > 0 and tonumber(ARGV[4]) > 0 then
  redis.call('HSET', KEYS[3], 'day', day, 'used', string.format('%d', used + ARGV[4]))
  redis.call('EXPIRE', KEYS[3], 172800)
  used = used + ARGV[4]
end
return {'turn', math.ceil(wait * 1000), used, members}
