-- The holder of the lease got no token. KEYS: lease    ARGV: fence, ms until anybody may ask again.   1: noted, 0: not its lease
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('HSET', KEYS[1], 'fence', 'failed', 'ends', string.format('%d', now + ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2] + 60000)
return 1
