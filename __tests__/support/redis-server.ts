import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../../deploy/running';
import { type ExecResult, run } from '../../lib/exec';
import { redisFiles } from '../../model/derive/redis-files';
import type { Redis } from '../../model/model';
import { findTool } from '../../tools/find';
import { freePort } from './free-port';
import { localRunning } from './local-running';

const PASSWORD = 'a \'password\' $(with) "quotes"';
const TOOLS = ['redis-server', 'redis-cli', 'redis-check-rdb'];

/** Whether a real Redis can be started here; under CI it has to be. */
export function hasRedis(): boolean {
  const missing = TOOLS.find((tool) => findTool(tool) === undefined);
  if (missing !== undefined && env.CI === 'true')
    throw new Error(`${missing} is missing: apt-get install redis-server`);
  return missing === undefined;
}

/** A real Redis on loopback, with the users that the start script of a builtin one makes. */
export interface RedisServer {
  readonly folder: string;
  readonly port: number;
  readonly passwordFile: string;
  /** The server as a container whose secrets lie in a folder. */
  readonly running: Running;
  cli(...words: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startRedis(
  service: Redis,
  more: readonly (readonly [name: string, value: string])[] = [],
): Promise<RedisServer> {
  if (service.hosting.mode !== 'builtin') throw new Error(`${service.name} is not builtin`);
  const folder = mkdtempSync(join(tmpdir(), 'manifold-redis-'));
  const port = await freePort();
  const secrets = join(folder, 'run', 'secrets', service.name);
  for (const each of [secrets, join(folder, 'run', 'redis')]) mkdirSync(each, { recursive: true });
  const passwordFile = join(secrets, service.password.key);
  writeFileSync(passwordFile, PASSWORD);
  const script = (redisFiles(service, service.hosting)['acl.sh'] ?? '').replaceAll('/run/', `${folder}/run/`);
  const acl = `printf reload > '${folder}/run/redis/reload-password'\n`;
  await ok(run('sh', ['-c', `${acl}${script}`], { env }));
  const settings = [
    ['port', port],
    ['bind', '127.0.0.1'],
    ['dir', folder],
    ['daemonize', 'yes'],
    ['appendonly', 'yes'],
    // Otherwise it waits for more replicas.
    ['repl-diskless-sync-delay', 0],
    ...more,
  ];
  const words = [...settings, ['aclfile', join(folder, 'run', 'redis', 'users.acl')]].flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  await ok(run('redis-server', words, { env }));
  const address = ['-e', '-h', '127.0.0.1', '-p', String(port)];
  const cli = (...command: readonly string[]) =>
    ok(run('redis-cli', [...address, ...command], { env: { ...env, REDISCLI_AUTH: PASSWORD } }));
  await answering(() => cli('ping'));
  return {
    folder,
    port,
    passwordFile,
    running: localRunning(service.name, { secrets: join(folder, 'run', 'secrets') }),
    cli,
    stop: async () => {
      const pid = /process_id:(\d+)/.exec(await cli('info', 'server'))?.[1];
      kill(Number(pid));
      // It writes to its folder until it is gone.
      while (await run('kill', ['-0', String(pid)], { env }).then(isSuccess)) await sleep(50);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function isSuccess(end: ExecResult): boolean {
  return end.status === 'exited' && end.code === 0;
}

async function ok(result: Promise<ExecResult>): Promise<string> {
  const end = await result;
  if (end.status === 'exited' && end.code === 0) return end.stdout;
  throw new Error(JSON.stringify(end));
}

async function answering(ask: () => Promise<string>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await ask();
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('Redis does not answer');
}
