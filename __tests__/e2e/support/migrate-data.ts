/** 100,000 rows in three tables: a sequence, jsonb, bytea, dates, a schema and names that need quotes. */
export const ROWS = `
create schema if not exists "odd ""Schema";
create table app.members (id bigserial primary key, name text not null, born date, score double precision);
create table app.events (id uuid primary key, at timestamptz not null, body jsonb not null);
create table "odd ""Schema"."a Table; --" (n int, raw bytea, words text[], amount numeric(20, 5));
insert into app.members (name, born, score)
  select E'o''dd \\\\ "\\t\\n' || chr(8364 + n % 1000) || n || U&'\\+01F600', date '1950-01-01' + n % 20000, n / 7.0
  from generate_series(1, 40000) n;
insert into app.events
  select md5(n::text)::uuid, timestamptz '2020-02-29 23:59:59.123456+00' + n * interval '1 minute',
    jsonb_build_object('n', n, 'text', repeat('x', n % 50), 'nested', jsonb_build_array(null, true, n / 3.0))
  from generate_series(1, 30000) n;
insert into "odd ""Schema"."a Table; --"
  select n, decode(md5(n::text) || '00ff', 'hex'), array['', null, 'a,b', '{"'], n * 1.00001
  from generate_series(1, 29999) n;
insert into "odd ""Schema"."a Table; --" values (null, '', '{}', 'NaN');
create index on app.members (name);
create view app.count_of_members as select count(*) from app.members;
alter sequence app.members_id_seq increment by 5;
select nextval('app.members_id_seq');
select lo_from_bytea(0, '\\xdeadbeef00');
`;

/** One line that changes whenever the data do; written apart from the code that is tested. */
export const ROWS_SUM = `
select (select count(*) || md5(string_agg(m::text, '|' order by id)) from app.members m),
  (select count(*) || md5(string_agg(e::text, '|' order by id)) from app.events e),
  (select count(*) || md5(string_agg(t::text, '|' order by n nulls first)) from "odd ""Schema"."a Table; --" t),
  (select last_value || is_called::text from app.members_id_seq),
  (select string_agg(encode(lo_get(oid), 'hex'), ',') from pg_largeobject_metadata),
  (select count from app.count_of_members),
  (select string_agg(extname, ',' order by extname) from pg_extension)
`;

/** Type, size, one member and expiry of each key but those that expire while this runs; not how the code under test looks at keys. */
export const KEYS_SUM = `
local all = {}
for database = 0, 2 do
  redis.call('SELECT', database)
  for _, key in ipairs(redis.call('KEYS', '*')) do
    local kind = redis.call('TYPE', key).ok
    local size = ({string='STRLEN', hash='HLEN', list='LLEN', set='SCARD', zset='ZCARD', stream='XLEN'})[kind]
    local first = kind == 'hash' and redis.call('HGET', key, 'a') or kind == 'list' and redis.call('LINDEX', key, -1)
      or kind == 'string' and redis.call('GET', key) or kind == 'zset' and redis.call('ZSCORE', key, 'y') or ''
    local expiry = redis.call('PEXPIRETIME', key)
    if expiry == -1 or expiry > tonumber(ARGV[1]) then all[#all + 1] = redis.sha1hex(key .. kind .. redis.call(size, key) .. tostring(first) .. string.format('%.0f', expiry)) end
  end
end
table.sort(all)
return #all .. ' ' .. redis.sha1hex(table.concat(all))`;

/** Changes the value or the expiry of one key of a type. */
export const TOUCH = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  local expiry = redis.call('PEXPIRETIME', key)
  if redis.call('TYPE', key).ok == ARGV[1] and expiry ~= -1 then
    if ARGV[2] == 'HSET' then return redis.call('HSET', key, 'a', 'other') end
    return redis.call('PEXPIREAT', key, string.format('%.0f', expiry + 1))
  end
end
return redis.error_reply('no such key')`;

/** 10,000 keys of every type in three databases, as the protocol of Redis; every fifth expires in an hour, one in every 500 soon. */
export function keys(soon: number): Buffer {
  const commands: Buffer[] = [];
  const add = (...words: Words): void => {
    commands.push(Buffer.from(`*${words.length}\r\n`));
    for (const word of words) {
      const bytes = Buffer.isBuffer(word) ? word : Buffer.from(String(word));
      commands.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
    }
  };
  for (let n = 0; n < 10_000; n += 1) {
    if (n % 4000 === 0) add('SELECT', n / 4000);
    const key = Buffer.concat([Buffer.from(`k:${n}:"\n `), Buffer.from([n % 256, 0, 255])]);
    add(...commandFor(key, n));
    if (n % 500 === 1) add('PEXPIREAT', key, soon);
    else if (n % 5 === 0) add('PEXPIREAT', key, soon + 3_600_000 + n);
  }
  add('SELECT', 0);
  add('XGROUP', 'CREATE', 'stream', 'group', 0, 'MKSTREAM');
  for (let n = 1; n <= 50; n += 1) add('XADD', 'stream', `${n}-1`, 'n', n);
  add('XREADGROUP', 'GROUP', 'group', 'me', 'COUNT', 10, 'STREAMS', 'stream', '>');
  return Buffer.concat(commands);
}

type Words = readonly (string | number | Buffer)[];

function commandFor(key: Buffer, n: number): Words {
  const many = Array.from({ length: n % 200 }, (_, index) => `member ${index} ${n}`);
  switch (n % 6) {
    case 0:
      return ['SET', key, Buffer.from([0, 13, 10, n % 256, 255])];
    case 1:
      return ['HSET', key, 'a', n, ...many.flatMap((member) => [member, n])];
    case 2:
      return ['RPUSH', key, '', 'z', ...many];
    case 3:
      return ['SADD', key, n, ...many];
    case 4:
      return ['ZADD', key, 1.5, 'x', '-inf', 'y', ...many.flatMap((member, index) => [index / 3, member])];
    default:
      return ['XADD', key, `${n}-1`, 'field', 'value\n'];
  }
}
