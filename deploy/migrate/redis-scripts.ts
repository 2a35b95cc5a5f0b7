/**
 * Calls a Lua script with the cursor of a SCAN until that has come around, in each database that has keys. The first
 * line of an answer is the next cursor, the rest goes to standard output as it is: bytes are never held by the shell.
 */
export const WALK = `set -eu
port=$1 script=$2
shift 2
exec 3>&1
keyspace=$(redis-cli -e -h 127.0.0.1 -p "$port" info keyspace)
case $keyspace in '# Keyspace'*) ;; *) echo "no answer to INFO" >&2; exit 1 ;; esac
for database in $(printf '%s\\n' "$keyspace" | sed -n 's/^db\\([0-9]*\\):.*/\\1/p'); do
  cursor=0
  while :; do
    cursor=$(redis-cli -e -h 127.0.0.1 -p "$port" -n "$database" eval "$script" 0 "$database" "$cursor" "$@" | {
      IFS= read -r next || :
      cat >&3
      printf %s "$next"
    })
    case $cursor in
      0) break ;;
      '' | *[!0-9]*) printf '%s\\n' "\${cursor:-no answer to EVAL}" >&2; exit 1 ;;
    esac
  done
done
`;

/** Ends other connections, which may be those of an earlier attempt whose starter was killed, and removes every key. */
export const CLEAR = `set -eu
redis-cli -e -h 127.0.0.1 -p "$1" client kill type normal skipme yes
redis-cli -e -h 127.0.0.1 -p "$1" flushall sync
`;

/** Steps of a SCAN that one call takes at most: for so long nobody else is served. */
const MOST_STEPS = 200;
/** After so many bytes a call ends: an answer takes several times its size of memory, beside that of the keys. */
const PAGE_BYTES = 2 ** 20;

/**
 * Goes on with a SCAN in the smallest steps, so that what comes after a page is known by its own bytes and not by an average.
 * What an earlier call has left is freed first, since Redis itself waits for fifty of them.
 */
const PAGE = `
collectgarbage()
local cursor, bytes = ARGV[2], 0
local function page(visit)
  for _ = 1, ${MOST_STEPS} do
    local found = redis.call('SCAN', cursor, 'COUNT', 1)
    cursor = found[1]
    for _, key in ipairs(found[2]) do visit(key) end
    if cursor == '0' or bytes >= ${PAGE_BYTES} then return end
  end
end
`;

/** Answers with the commands that make the keys anew, in the protocol of Redis, for \`redis-cli --pipe\`. */
export const DUMP = `${PAGE}
local out = {}
local function add(part)
  bytes = bytes + #part
  out[#out + 1] = part
end
local function command(...)
  local words = {...}
  add('*' .. #words .. '\\r\\n')
  for _, word in ipairs(words) do
    add('$' .. #word .. '\\r\\n')
    add(word)
    add('\\r\\n')
  end
end
if cursor == '0' then command('SELECT', ARGV[1]) end
page(function(key)
  local payload = redis.call('DUMP', key)
  if not payload then return end
  local expiry = redis.call('PEXPIRETIME', key)
  if expiry > 0 then command('RESTORE', key, string.format('%.0f', expiry), payload, 'REPLACE', 'ABSTTL')
  else command('RESTORE', key, '0', payload, 'REPLACE') end
end)
return {cursor, table.concat(out)}
`;

/**
 * Answers with one checksum for each key: of its name, type, value and expiry. Members of what has no order are sorted by
 * their checksums, since how texts compare depends on the locale. Keys that expire before a time (or at all, without
 * one) do not count.
 */
export const DIGEST = `${PAGE}
local hash = redis.sha1hex
local function text(value)
  if type(value) == 'number' then return string.format('%.17g', value) end
  if type(value) == 'table' then
    local parts = {}
    for _, part in ipairs(value) do parts[#parts + 1] = text(part) end
    return '[' .. table.concat(parts) .. ']'
  end
  local shown = tostring(value)
  bytes = bytes + #shown
  return #shown .. ':' .. shown
end
local function sorted(list, width)
  local hashes = {}
  for i = 1, #list, width do
    hashes[#hashes + 1] = hash(text(list[i]) .. (width == 2 and text(list[i + 1]) or ''))
  end
  table.sort(hashes)
  return table.concat(hashes)
end
local function field(list, name)
  for i = 1, #list, 2 do if list[i] == name then return list[i + 1] end end
end
local function stream(key)
  local parts = {field(redis.call('XINFO', 'STREAM', key), 'last-generated-id'), text(redis.call('XRANGE', key, '-', '+'))}
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
    local name = field(group, 'name')
    parts[#parts + 1] = text(name) .. text(field(group, 'last-delivered-id'))
    for _, entry in ipairs(redis.call('XPENDING', key, name, '-', '+', 1000000)) do
      parts[#parts + 1] = text({entry[1], entry[2], entry[4]})
    end
  end
  return table.concat(parts)
end
local function value(key, kind)
  if kind == 'string' then
    local found = redis.call('GET', key)
    bytes = bytes + #found
    return found
  end
  if kind == 'list' then return text(redis.call('LRANGE', key, 0, -1)) end
  if kind == 'hash' then return sorted(redis.call('HGETALL', key), 2) end
  if kind == 'set' then return sorted(redis.call('SMEMBERS', key), 1) end
  if kind == 'zset' then return sorted(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES'), 2) end
  if kind == 'stream' then return stream(key) end
  return redis.call('DUMP', key)
end
local lines = {false}
page(function(key)
  local expiry = redis.call('PEXPIRETIME', key)
  local counts = expiry == -1 or (expiry > 0 and ARGV[3] ~= 'never' and expiry > tonumber(ARGV[3]))
  if counts then
    local kind = redis.call('TYPE', key).ok
    local whole = text(key) .. kind .. ' ' .. string.format('%.0f', expiry) .. ' ' .. value(key, kind)
    lines[#lines + 1] = ARGV[1] .. ' ' .. hash(whole)
  end
end)
lines[1] = cursor
return lines
`;
