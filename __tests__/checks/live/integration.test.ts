import { describe, expect, test } from '@jest/globals';
import type { Check, CheckResult } from '../../../checks/live/check';
import { postgresPassword } from '../../../checks/live/integration/postgres-password';
import { postgresQuery } from '../../../checks/live/integration/postgres-query';
import { postgresTransaction } from '../../../checks/live/integration/postgres-transaction';
import { redisCommands } from '../../../checks/live/integration/redis-commands';
import { redisPassword } from '../../../checks/live/integration/redis-password';
import { runningImages } from '../../../checks/live/integration/running-images';
import { contextWith, failure, resultsOf, staging, statuses } from './support/context';
import { exit, noProgram, type Program } from './support/fake-running';
import { SECRET } from './support/healthy';

const POSTGRES = [postgresQuery, postgresTransaction, postgresPassword];
const SERVICES: readonly Check[] = [...POSTGRES, redisCommands, redisPassword];

async function judged(check: Check, program: Program): Promise<CheckResult> {
  return failure(await resultsOf(check, contextWith({ program })));
}

describe.each(SERVICES.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  const engine = check.id.startsWith('postgres') ? 'postgres' : 'redis';

  test('passes, and asks in the container of the service alone', async () => {
    const context = contextWith();
    expect(statuses(await resultsOf(check, context))).toEqual({ passed: 1 });
    expect(new Set(context.running.calls.map(({ container }) => container.workload))).toEqual(new Set([engine]));
  });

  test('fails where the client fails, and does not show what it printed', async () => {
    const results = await resultsOf(check, contextWith({ program: () => exit(2, `password ${SECRET} is wrong`) }));
    expect(failure(results).message).toBe(`${engine}-0: sh ended with exit code 2`);
    expect(JSON.stringify(results)).not.toContain(SECRET);
  });

  test('fails without a container, and is skipped without a shell', async () => {
    const gone = contextWith({ containers: (all) => all.filter(({ workload }) => workload !== engine) });
    expect(failure(await resultsOf(check, gone)).message).toBe(`${engine} has no container`);
    const without = await resultsOf(check, contextWith({ program: () => noProgram('sh') }));
    expect(statuses(without)).toEqual({ skipped: 1 });
  });

  test('is skipped for a service that others run, and for an application that has none', async () => {
    const hosting = { mode: 'managed', cidrs: [] } as const;
    const backingServices = staging.backingServices.map((service) => ({ ...service, hosting }));
    const managed = await resultsOf(check, contextWith({ model: { ...staging, backingServices } }));
    expect(statuses(managed)).toEqual({ skipped: 1 });
    const none = await resultsOf(check, contextWith({ model: { ...staging, backingServices: [] } }));
    expect(none).toEqual([{ status: 'skipped', message: `the application has no ${engine}` }]);
  });
});

describe('wrong answers', () => {
  test('of PostgreSQL', async () => {
    expect((await judged(postgresQuery, () => 'postgres template1\n')).message).toContain('as another user');
    expect((await judged(postgresQuery, () => '')).message).toContain('as another user');
    expect((await judged(postgresTransaction, () => 'gone\n')).message).toContain('does not give back');
    expect((await judged(postgresTransaction, () => 'read 42\nkept\n')).message).toContain('kept what was rolled back');
    expect((await judged(postgresPassword, () => '1\n')).message).toBe('postgres lets a wrong password in');
    const refused = 'FATAL: no pg_hba.conf entry\nrefused by psql\n';
    expect((await judged(postgresPassword, () => refused)).message).toContain('not because of the password');
  });

  test('of Redis', async () => {
    const noauth = 'NOAUTH Authentication required.\n'.repeat(5);
    expect((await judged(redisCommands, () => noauth)).message).toBe(
      'redis gives a wrong answer to PING, SET, GET, DEL, EXISTS',
    );
    const readOnly: Program = () => "PONG\nREADONLY You can't write against a read only replica.\n\n0\n0\n";
    expect((await judged(redisCommands, readOnly)).message).toContain('SET, GET');
    expect((await judged(redisPassword, () => 'PONG\n')).details).toEqual([
      'without a password it does not say NOAUTH',
      'a wrong password is not refused',
    ]);
    // With a password that nobody set, Redis warns and answers all the same.
    const open: Program = ({ command }) =>
      command[2]?.includes('not-the-password') ? 'AUTH failed: WRONGPASS\nPONG\n' : undefined;
    expect((await judged(redisPassword, open)).details).toEqual(['a wrong password is not refused']);
  });
});

describe('running-images', () => {
  async function withImage(image: string, wanted?: string): Promise<CheckResult | undefined> {
    const digest = { repository: 'postgres', text: wanted ?? '' };
    const backingServices = staging.backingServices.map((service) =>
      wanted !== undefined && service.name === 'postgres' && service.hosting.mode === 'builtin'
        ? { ...service, hosting: { ...service.hosting, image: digest } }
        : service,
    );
    const context = contextWith({
      model: { ...staging, backingServices },
      containers: (all) => all.map((each) => (each.workload === 'postgres' ? { ...each, image } : each)),
    });
    return (await resultsOf(runningImages, context)).find(({ message }) => message.startsWith('postgres-0'));
  }
  const digest = `sha256:${'a'.repeat(64)}`;
  const other = `sha256:${'b'.repeat(64)}`;

  test.each([
    ['postgres:15-alpine', undefined],
    ['docker.io/library/postgres:15-alpine', undefined],
    ['docker.io/library/postgres:latest', 'postgres'],
    [`docker.io/library/postgres@${digest}`, `postgres:15@${digest}`],
  ])('%s passes', async (image, wanted) => {
    expect((await withImage(image, wanted))?.status).toBe('passed');
  });

  test.each([
    ['postgres:16-alpine', undefined],
    ['postgres', undefined],
    ['mirror.example/library/postgres:15-alpine', undefined],
    ['docker.io/somebody/postgres:15-alpine', undefined],
    [`postgres@${other}`, `postgres@${digest}`],
    ['postgres:15', `postgres:15@${digest}`],
    ['??', undefined],
  ])('%s fails', async (image, wanted) => {
    expect((await withImage(image, wanted))?.status).toBe('failed');
  });

  test('an id alone says nothing', async () => {
    expect((await withImage(digest))?.status).toBe('skipped');
  });
});
