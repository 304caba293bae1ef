"""What Redis does with a batch of writes, in one step: the later write of a field stays.

Stamps are compared byte by byte, as Lua's own comparison follows the server's locale.
"""

from typing import Final

from lsp_server.memory.frame import HEADER, STAMP, VERSION

CARRIED: Final = 512
"""Bytes of the largest frame that the feed carries itself; of larger ones it tells the stamp."""

WRITE: Final = f"""
-- KEYS: records, feed, state. ARGV: token of a new generation, entries of the feed, the latest
-- stamp to believe, seconds to keep, now as 6 bytes; then field and frame, or field and '' to delete
-- what has expired. Returns the token of the generation.
-- A server may evict each of the keys alone: without all of them, the data are new ones. Their
-- numbers go on above all earlier ones, with a gap by which every follower notices.
local function later(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x > y end
  end
  return false
end
local function order(frame)
  return string.sub(frame, {STAMP.start + 1}, {STAMP.stop}) .. string.sub(frame, 21, {HEADER})
end
local function milliseconds(bytes)
  local sum = 0
  for i = 1, #bytes do sum = sum * 256 + string.byte(bytes, i) end
  return sum
end
local token = redis.call('HGET', KEYS[3], 't')
if not token or redis.call('HLEN', KEYS[1]) == 0 then
  token = ARGV[1]
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  local told = last and tonumber(string.match(last[1], '^%d+')) or 0
  local counted = tonumber(redis.call('HGET', KEYS[3], 'n') or 0)
  local first = math.max(told, counted, milliseconds(ARGV[5])) + 1
  redis.call('HSET', KEYS[3], 't', token, 'n', string.format('%.0f', first))
end
local function believed(frame)
  return #frame >= {HEADER} and string.byte(frame, 1) >= {VERSION}
    and not later(string.sub(frame, {STAMP.start + 1}, {STAMP.stop}), ARGV[3])
end
for i = 6, #ARGV, 2 do
  local field, frame = ARGV[i], ARGV[i + 1]
  local old = redis.call('HGET', KEYS[1], field)
  if frame == '' then
    local expires = old and string.sub(old, 15, 20)
    if expires and expires ~= string.rep('\\0', 6) and later(ARGV[5], expires) then
      redis.call('HDEL', KEYS[1], field)
    end
  elseif not old or not believed(old) or later(order(frame), order(old)) then
    redis.call('HSET', KEYS[1], field, frame)
    local number = redis.call('HINCRBY', KEYS[3], 'n', 1)
    local told = frame
    if #frame > {CARRIED} then told = string.sub(frame, {STAMP.start + 1}, {STAMP.stop}) end
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], number .. '-0', field, told)
  end
end
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[4]) end
return token
"""

COMMANDS: Final = (
    "evalsha", "eval", "hget", "hlen", "hmget", "hset", "hdel", "hscan", "hincrby", "xadd", "xread",
    "xrevrange", "expire", "info", "mget", "set", "select", "cluster|slots", "command",
)  # fmt: skip
"""All commands that are sent, those inside the script too."""


def acl(user: str, secret: str) -> str:
    """Return the line of Redis's ACL that gives a user with a password just what is needed."""
    allowed = " ".join(f"+{command}" for command in COMMANDS)
    return f"user {user} on >{secret} ~vitals:* resetchannels -@all {allowed}"
