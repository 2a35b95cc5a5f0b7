import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type ExecOptions, run } from '../../lib/exec';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'exec-test-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { PATH: '/usr/local/bin:/usr/bin:/bin' };

function node(script: string, options: ExecOptions = {}, args: string[] = []) {
  return run(execPath, ['-e', script, '--', ...args], options);
}

describe('a program that ends', () => {
  test('gives its exit code and both outputs', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exit(3)');
    expect(result).toEqual({ status: 'exited', code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  test('gets its arguments as they are, and no shell sees them', async () => {
    const canary = join(folder, 'canary');
    const args = [
      `; touch ${canary}`,
      `$(touch ${canary})`,
      `\`touch ${canary}\``,
      '-f',
      '--kubeconfig=x',
      '',
      '"',
      "'",
      '*',
      'a\nb',
    ];
    const result = await node('console.log(JSON.stringify(process.argv.slice(1)))', {}, args);
    expect(result).toMatchObject({ status: 'exited', code: 0, stdout: `${JSON.stringify(args)}\n` });
    expect(existsSync(canary)).toBe(false);
  });

  test('gets its input, and a program that does not read it is no failure', async () => {
    const input = 'é'.repeat(1_000_000);
    expect(await run('cat', [], { env, input })).toMatchObject({ status: 'exited', code: 0, stdout: input });
    expect(await run('true', [], { env, input })).toMatchObject({ status: 'exited', code: 0 });
  });

  test('gets no environment but the one given', async () => {
    const script = 'console.log(JSON.stringify(process.env))';
    expect(await node(script)).toMatchObject({ stdout: '{}\n' });
    expect(await node(script, { env: { A: 'b', C: undefined } })).toMatchObject({ stdout: '{"A":"b"}\n' });
  });

  test('runs in the working folder given', async () => {
    expect(await run('pwd', [], { env, cwd: folder })).toMatchObject({ stdout: `${folder}\n` });
  });

  test('by a signal tells which', async () => {
    expect(await node('process.kill(process.pid, "SIGKILL")')).toMatchObject({ status: 'killed', signal: 'SIGKILL' });
  });

  test('and leaves another behind with its output does not hold us up', async () => {
    const start = performance.now();
    const result = await run('sh', ['-c', 'sleep 20 & echo $!'], { env });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(result).toMatchObject({ status: 'exited', code: 0 });
    process.kill(Number(result.status === 'exited' ? result.stdout : Number.NaN));
  });
});

describe('a program that cannot start', () => {
  test.each([
    ['no-such-program', env],
    ['/no/such/program', env],
    ['', env],
    ['cat', {}],
    ['./here', { PATH: folder }],
    [folder, env],
  ])('%j is missing', async (command, given) => {
    expect(await run(command, [], { env: given })).toEqual({ status: 'missing', command });
  });

  test('because it lies only in the working folder is missing', async () => {
    writeFileSync(join(folder, 'hijack'), '#!/bin/sh\necho hijacked\n');
    chmodSync(join(folder, 'hijack'), 0o755);
    const result = await run('hijack', [], { cwd: folder, env: { PATH: '.::./' } });
    expect(result).toEqual({ status: 'missing', command: 'hijack' });
  });

  test('because of the folder, the file or an argument tells why', async () => {
    const wrongFolder = await run('true', [], { env, cwd: join(folder, 'none') });
    expect(wrongFolder).toMatchObject({
      status: 'failed-to-start',
      message: expect.stringContaining('does not exist'),
    });
    writeFileSync(join(folder, 'broken'), '#!/no/such/interpreter\n');
    chmodSync(join(folder, 'broken'), 0o755);
    expect(await run(join(folder, 'broken'), [])).toMatchObject({ status: 'failed-to-start' });
    expect(await run('true', ['a\0b'], { env })).toMatchObject({ status: 'failed-to-start' });
  });
});

describe('a program that is stopped', () => {
  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0);
      // A process that nobody has waited for yet is no longer running either.
      return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return true;
    }
  };

  test('after its time, with all that it started', async () => {
    const result = await run('sh', ['-c', 'sleep 60 & echo $!; wait'], { env, timeoutSeconds: 0.3 });
    expect(result).toMatchObject({ status: 'timeout', timeoutSeconds: 0.3 });
    expect(isGone(Number('stdout' in result ? result.stdout : Number.NaN))).toBe(true);
  });

  test('by a signal to stop, before or after the start', async () => {
    const controller = new AbortController();
    const running = run('sleep', ['60'], { env, signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    expect(await running).toMatchObject({ status: 'aborted' });
    expect(await run('sleep', ['60'], { env, signal: controller.signal })).toMatchObject({ status: 'aborted' });
  });

  test('when it writes more than it may', async () => {
    const result = await run('yes', [], { env, maxOutputBytes: 1000 });
    expect(result).toMatchObject({ status: 'too-much-output', maxOutputBytes: 1000, stdout: 'y\n'.repeat(500) });
  });

  test('in its own time where it has some, and what it has started is told by it alone', async () => {
    const child = 'process.on("SIGTERM", () => console.log("child told")); setInterval(() => {}, 1000)';
    const script = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" });
      process.on("SIGTERM", () => setTimeout(() => { child.kill("SIGKILL"); console.log("saved"); process.exit(7); }, 6000));
      setInterval(() => {}, 1000);`;
    const result = await node(script, { timeoutSeconds: 1, graceSeconds: 30 });
    expect(result).toMatchObject({ status: 'timeout', stdout: 'saved\n' });
  }, 20_000);

  test('by force when its own time is over', async () => {
    const start = performance.now();
    const result = await node('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)', {
      timeoutSeconds: 1,
      graceSeconds: 1,
    });
    expect(result).toMatchObject({ status: 'timeout' });
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('by force when it does not listen', async () => {
    const script = 'process.on("SIGTERM", () => console.log("no")); setInterval(() => {}, 1000); console.log("ready")';
    const start = performance.now();
    const result = await node(script, { timeoutSeconds: 1 });
    expect(result).toMatchObject({ status: 'timeout', stdout: 'ready\nno\n' });
    expect(performance.now() - start).toBeGreaterThan(5000);
  }, 15_000);
});
