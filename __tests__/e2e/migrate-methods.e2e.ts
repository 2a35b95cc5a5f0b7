import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CliOptions, cli, clusterUid, currentContext } from './support/cli-run';
import { docker, loadImages } from './support/docker';
import { deleteNamespace, kubectl } from './support/kubectl';
import { createProject } from './support/project';
import { type Provisioner, startProvisioner } from './support/volumes';

const ROWS = 100_000;
const KEYS = 10_000;
const NAMESPACE = 'pfm-e2e';
const project = createProject();
const times: string[] = [];
let words: readonly string[] = [];
let provisioner: Provisioner;

const PSQL =
  'PGPASSWORD="$(cat /run/secrets/postgres/password)" exec psql -w -h 127.0.0.1 -U pfm_user -d pfm_community_e2e -AtX -v ON_ERROR_STOP=1 -c "$1"';
const REDIS = 'REDISCLI_AUTH="$(cat /run/secrets/redis/password)" exec redis-cli -e "$@"';

/** Runs a script in the container of a backing service, on either side. */
function inside(
  side: 'compose' | 'kubernetes',
  service: string,
  script: string,
  ...args: readonly string[]
): Promise<string> {
  const command = ['sh', '-c', script, 'sh', ...args];
  return side === 'compose'
    ? docker('exec', `${NAMESPACE}-${service}-1`, ...command)
    : kubectl(['exec', '-n', NAMESPACE, `${service}-0`, '--', ...command]);
}

/** Rows, their ordered checksum, the sequence, and the keys of one side. */
async function fingerprint(side: 'compose' | 'kubernetes'): Promise<string> {
  const sql =
    "select count(*), md5(string_agg(t::text, '|' order by id)) from ledger t union all select last_value, '' from ledger_id_seq";
  const lua =
    "local k = redis.call('keys', '*'); table.sort(k); local s = ''; for _, n in ipairs(k) do s = redis.sha1hex(s .. n .. redis.call('get', n)) end; return #k .. ' ' .. s";
  const [rows, keys] = [
    await inside(side, 'postgres', PSQL, sql),
    await inside(side, 'redis', REDIS, 'eval', lua, '0'),
  ];
  return `${rows.trim()}\n${keys.trim()}`;
}

async function manifold(command: string, more: readonly string[], options: CliOptions = {}) {
  const result = await cli([command, 'e2e', '--project', project.folder, ...words, ...more], options);
  times.push(`${command} ${more.join(' ')}: ${result.seconds.toFixed(1)} s`);
  return result;
}

beforeAll(async () => {
  await loadImages();
  await deleteNamespace(NAMESPACE);
  words = ['--set', `deploy.context=${await currentContext()}`, '--set', `deploy.clusterUid=${await clusterUid()}`];
  provisioner = startProvisioner(NAMESPACE);
  for (const method of ['compose', 'kubernetes'])
    expect(await manifold('deploy', ['--method', method, '--yes'])).toSucceed();
  const table =
    'create table ledger (id serial primary key, note text not null, at timestamptz not null, amount numeric(20,4))';
  const fill = `insert into ledger (note, at, amount) select md5(i::text), now() + i * interval '1 second', i / 7.0 from generate_series(1, ${ROWS}) i`;
  await inside('compose', 'postgres', PSQL, `${table}; ${fill}`);
  const keys = `for i = 1, ${KEYS} do redis.call('set', 'key:' .. i, redis.sha1hex(i)) end`;
  await inside('compose', 'redis', REDIS, 'eval', keys, '0');
});

afterAll(async () => {
  process.stderr.write(`${times.join('\n')}\n`);
  await provisioner?.stop();
  for (const method of ['compose', 'kubernetes'])
    await manifold('teardown', ['--method', method, '--delete-data', '--no-backup', '--confirm', 'e2e']);
  await deleteNamespace(NAMESPACE);
  project.remove();
});

test('from Compose to Kubernetes, killed in the middle and gone on with: nothing is lost', async () => {
  const before = await fingerprint('compose');
  expect(before).toContain(`${ROWS}|`);
  expect(before).toContain(`${KEYS} `);
  const move = ['--from', 'compose', '--to', 'kubernetes', '--yes'];
  const killed = await manifold('migrate', move, { killAt: /restore postgres/ });
  expect(killed.code).toBeNull();
  expect(await fingerprint('compose')).toBe(before);
  expect(await manifold('migrate', move)).toSucceed();
  expect(await fingerprint('kubernetes')).toBe(before);
  expect(await fingerprint('compose')).toBe(before);
  const again = await manifold('deploy', ['--method', 'compose', '--yes']);
  expect({ code: again.code, stderr: again.stderr }).toEqual({ code: 1, stderr: expect.stringContaining('has moved') });
});

test('and back, with what was written since', async () => {
  await inside('kubernetes', 'postgres', PSQL, "insert into ledger (note, at, amount) values ('since', now(), 1)");
  const before = await fingerprint('kubernetes');
  const move = ['--from', 'kubernetes', '--to', 'compose', '--yes'];
  expect(await manifold('migrate', move)).toSucceed();
  expect(await fingerprint('compose')).toBe(before);
  const { code } = await manifold('status', ['--method', 'compose', '--exit-code']);
  expect([0, 3]).toContain(code);
});
