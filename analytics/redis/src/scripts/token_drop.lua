-- The service rejected this generation. KEYS: token    ARGV: generation.   1: removed, 0: there is another one already
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
