const { createHash, randomUUID } = require('node:crypto');
const { withPostgres } = require('./postgres.js');
const { withRedis } = require('./redis.js');

const SECRET_NAME = /PASSWORD|SECRET|KEY/;
const LONGEST_BURN_MS = 2000;
const BURN_SLICE_MS = 20;

async function outcome(work) {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    return { ok: false, error: error.message };
  }
}

async function eachBackingService(config, { postgres, redis }) {
  const wanted = Object.entries({
    postgres: config.postgres && (() => withPostgres(config.postgres, postgres)),
    redis: config.redis && (() => withRedis(config.redis, redis)),
  }).filter(([, work]) => work !== undefined);
  const checks = await Promise.all(wanted.map(async ([name, work]) => [name, await outcome(work)]));
  return { ok: checks.every(([, check]) => check.ok), ...Object.fromEntries(checks) };
}

function expectSame(actual, expected) {
  if (actual !== expected) throw new Error(`read ${JSON.stringify(actual)}, wrote ${JSON.stringify(expected)}`);
}

function health(config) {
  return eachBackingService(config, {
    postgres: async (query) => expectSame((await query('select 1'))[0]?.[0], '1'),
    redis: async (command) => expectSame(await command('PING'), 'PONG'),
  });
}

function roundtrip(config) {
  const value = randomUUID();
  return eachBackingService(config, {
    postgres: async (query) => {
      await query('create table if not exists e2e_roundtrip (value text primary key)');
      await query(`insert into e2e_roundtrip values ('${value}')`);
      expectSame((await query(`select value from e2e_roundtrip where value = '${value}'`))[0]?.[0], value);
    },
    redis: async (command) => {
      await command('SET', `e2e:${value}`, value, 'EX', 300);
      expectSame(await command('GET', `e2e:${value}`), value);
    },
  });
}

function visibleEnvironment(env) {
  const hidden = (name, value) => (SECRET_NAME.test(name) ? createHash('sha256').update(value).digest('hex') : value);
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, hidden(name, value)]));
}

/** Burns in slices, because a blocked event loop would fail the probes and restart the pod under load. */
async function burn(milliseconds) {
  const wanted = Number.isFinite(milliseconds) ? milliseconds : 0;
  const bounded = Math.min(Math.max(wanted, 0), LONGEST_BURN_MS);
  const end = Date.now() + bounded;
  while (Date.now() < end) {
    const sliceEnd = Math.min(Date.now() + BURN_SLICE_MS, end);
    while (Date.now() < sliceEnd);
    await new Promise(setImmediate);
  }
  return bounded;
}

module.exports = { burn, health, roundtrip, visibleEnvironment };
