-- Stores the token that the holder of the lease was given, and ends the lease.
-- KEYS: token, lease    ARGV: fence, sealed token, lifetime in ms.   1: stored, 0: the lease is another's by now
if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[1] then return 0 end
local generation = redis.call('HGET', KEYS[1], 'generation')
if generation and tonumber(generation) >= tonumber(ARGV[1]) then return 0 end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'sealed', ARGV[2], 'ends', string.format('%d', now + ARGV[3]), 'life', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('DEL', KEYS[2])
return 1
