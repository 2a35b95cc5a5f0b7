import { describe, expect, test } from '@jest/globals';
import type { Check } from '../../../checks/live/check';
import { listeningPorts } from '../../../checks/live/security/listening-ports';
import { processPrivileges } from '../../../checks/live/security/process-privileges';
import { processUser } from '../../../checks/live/security/process-user';
import { readOnlyRoot } from '../../../checks/live/security/read-only-root';
import { seccomp } from '../../../checks/live/security/seccomp';
import { contextWith, failure, resultsOf, staging, statuses } from './support/context';
import { exit, noProgram, type Program } from './support/fake-running';
import { hex, sockets, status } from './support/healthy';

const CHECKS: readonly Check[] = [processUser, processPrivileges, seccomp, readOnlyRoot, listeningPorts];

/** The backend with another content of a file. */
function backendFile(path: string, content: string): Program {
  return ({ container, command }) => (container.workload === 'backend' && command[1] === path ? content : undefined);
}

async function judged(check: Check, path: string, content: string): Promise<ReturnType<typeof failure>> {
  const results = await resultsOf(check, contextWith({ program: backendFile(path, content) }));
  expect(statuses(results)).toEqual({ passed: 4, failed: 1 });
  return failure(results);
}

describe.each(CHECKS.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  test('passes for each of the five containers', async () => {
    expect(statuses(await resultsOf(check, contextWith()))).toEqual({ passed: 5 });
  });

  test('is skipped without anything that runs', async () => {
    const { running: _, ...offline } = contextWith();
    expect(statuses(await resultsOf(check, offline))).toEqual({ skipped: 1 });
  });

  test('is skipped where the image has no cat, and says so', async () => {
    const results = await resultsOf(check, contextWith({ program: ({ command }) => noProgram(command[0] ?? '') }));
    expect(statuses(results)).toEqual({ skipped: 5 });
    expect(results[0]?.message).toBe('backend-0: the image of backend has no cat');
  });

  test('fails where cat fails, and where a workload has no container', async () => {
    const refused = await resultsOf(check, contextWith({ program: () => exit(1, 'cat: Permission denied') }));
    expect(statuses(refused)).toEqual({ failed: 5 });
    expect(refused[0]?.message).toBe('backend-0: cat ended with exit code 1');
    const gone = contextWith({ containers: (all) => all.filter(({ workload }) => workload !== 'redis') });
    expect(failure(await resultsOf(check, gone)).message).toBe('redis has no container');
  });
});

describe('process-user', () => {
  test.each([
    [status(0), 'backend-0 runs as 0, the model says 10001'],
    [status(10001).replace('10001\t10001', '10001\t0'), 'backend-0 runs as 10001, 0, the model says 10001'],
    ['Name:\tserver\n', 'backend-0: the user of the first process cannot be read'],
  ])('%j', async (text, message) => {
    expect((await judged(processUser, '/proc/1/status', text)).message).toBe(message);
  });

  test('root never passes, even where the model says so', async () => {
    const model = { ...staging, components: staging.components.map((component) => ({ ...component, user: 0 })) };
    expect(statuses(await resultsOf(processUser, contextWith({ model })))).toEqual({ failed: 3, passed: 2 });
  });
});

describe('process-privileges', () => {
  const fine = status(10001);
  test.each([
    [fine.replace('CapEff:\t0000000000000000', 'CapEff:\t0000000000000400'), 'CapEff is 0000000000000400, not 0'],
    [fine.replace('CapBnd:\t0000000000000000', 'CapBnd:\t00000000a80425fb'), 'CapBnd is 00000000a80425fb, not 0'],
    [fine.replace(/CapEff.*\n/, ''), 'CapEff is unknown, not 0'],
    [fine.replace('NoNewPrivs:\t1', 'NoNewPrivs:\t0'), 'NoNewPrivs is 0, not 1'],
  ])('%j', async (text, detail) => {
    expect((await judged(processPrivileges, '/proc/1/status', text)).details).toEqual([detail]);
  });
});

describe('seccomp', () => {
  test('a container without a filter', async () => {
    const text = status(10001).replace('Seccomp:\t2', 'Seccomp:\t0');
    expect((await judged(seccomp, '/proc/1/status', text)).message).toContain('Seccomp is 0, not 2');
  });

  test('is not asked of Docker', async () => {
    expect(statuses(await resultsOf(seccomp, contextWith({ method: 'compose' })))).toEqual({ skipped: 1 });
  });
});

describe('read-only-root', () => {
  test.each([
    ['overlay / overlay rw,relatime 0 0\n', 'backend-0 can write to its root'],
    // The last mount hides those below it.
    ['rootfs / rootfs ro 0 0\noverlay / overlay rw,errors=remount-ro 0 0\n', 'backend-0 can write to its root'],
    ['proc /proc proc ro 0 0\n', 'backend-0: the mount of its root cannot be read'],
  ])('%j', async (text, message) => {
    expect((await judged(readOnlyRoot, '/proc/1/mounts', text)).message).toBe(message);
  });
});

describe('listening-ports', () => {
  const message = 'backend-0 listens on 9229, the model has 3000';
  test.each([
    ['/proc/net/tcp', '00000000'],
    ['/proc/net/tcp', '0500000A'],
    ['/proc/net/tcp6', '00000000000000000000000000000000'],
    ['/proc/net/tcp6', '0000000000000000FFFF00000500000A'],
  ])('a debugger in %s on %s', async (path, address) => {
    expect((await judged(listeningPorts, path, sockets([`${address}:${hex(9229)}`]))).message).toBe(message);
  });

  test('loopback counts in no form', async () => {
    const text = sockets([`0000000000000000FFFF00000100007F:${hex(9229)}`, `0100007F:${hex(1)}`]);
    const context = contextWith({ program: backendFile('/proc/net/tcp6', text) });
    expect(statuses(await resultsOf(listeningPorts, context))).toEqual({ passed: 5 });
  });

  test('a kernel without IPv6 is fine, a file that cannot be read is not', async () => {
    const six: (reason: string) => Program =
      (reason) =>
      ({ command }) =>
        command[1] === '/proc/net/tcp6' ? exit(1, `cat: /proc/net/tcp6: ${reason}`) : undefined;
    const absent = await resultsOf(listeningPorts, contextWith({ program: six('No such file or directory') }));
    expect(statuses(absent)).toEqual({ passed: 5 });
    const denied = await resultsOf(listeningPorts, contextWith({ program: six('Permission denied') }));
    expect(statuses(denied)).toEqual({ failed: 5 });
  });
});
