import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/free-port';

/** A server on loopback that stands in for AWS. */
export interface Moto {
  /** Variables with which Terraform talks to it. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const program =
  env.MOTO_SERVER ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'manifold-moto', 'bin', 'moto_server');

/** Whether it is installed; under CI it has to be. */
export function hasMoto(): boolean {
  if (!existsSync(program) && env.CI === 'true')
    throw new Error(`${program} is missing: install moto[server] there, or name it in MOTO_SERVER`);
  return existsSync(program);
}

/** Starts it on a free port, with settings of its own. */
export async function startMoto(more: Readonly<Record<string, string>> = {}): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = { PATH: env.PATH, HOME: homedir(), MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', ...more };
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { env: settings, stdio: 'ignore' });
  await answering(url, child);
  return {
    variables: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stop: async () => {
      child.kill();
      while (child.exitCode === null && child.signalCode === null) await sleep(100);
    },
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    try {
      await fetch(url);
      return;
    } catch {
      await sleep(500);
    }
  }
  child.kill();
  throw new Error('moto_server does not answer');
}
