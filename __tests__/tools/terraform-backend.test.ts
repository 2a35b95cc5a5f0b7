import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backendConfiguration } from '../../emit/terraform/backend';
import { CLOUD_DEFAULTS, type Provider } from '../../model/derive/clouds';
import type { Model } from '../../model/model';
import { findTestTool } from '../../tools/find';
import { changed } from '../support/changed';
import { REPOSITORY } from '../support/command-line';
import { type AnyObject, modelsOf } from '../support/projects';

const tool = findTestTool('terraform');
const withTool = tool === undefined ? describe.skip : describe;
const scratch = mkdtempSync(join(tmpdir(), 'backend-'));
const requests: string[] = [];
let store: Server;

/** An object store with one empty bucket, as far as `terraform init` asks. */
beforeAll(async () => {
  store = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const isList = /^\/[^/?]+\/?\?/.test(request.url ?? '');
    response.writeHead(isList ? 200 : 404, { 'content-type': 'application/xml' });
    response.end(
      isList
        ? '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated></ListBucketResult>'
        : '<Error><Code>NoSuchKey</Code></Error>',
    );
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => store.close(resolve));
  rmSync(scratch, { recursive: true });
});

function configuration(provider: Provider, state: AnyObject = {}): AnyObject {
  const [model] = modelsOf(REPOSITORY);
  const { infrastructure } = model?.environment ?? {};
  const region = CLOUD_DEFAULTS[provider].region;
  const environment = {
    ...model?.environment,
    provider,
    infrastructure: { ...infrastructure, region, state: { ...infrastructure?.state, ...state } },
  };
  return JSON.parse(JSON.stringify(backendConfiguration({ ...model, environment } as Model)));
}

/** `terraform init` of a root with that type of backend and that configuration; asynchronous, because the store is here. */
async function init(type: string, backend: AnyObject): Promise<{ code: number | null; output: string }> {
  const folder = mkdtempSync(join(scratch, 'root-'));
  writeFileSync(join(folder, 'main.tf'), `terraform {\n  backend "${type}" {}\n}\n`);
  writeFileSync(join(folder, 'backend.json'), JSON.stringify(backend));
  const { PATH } = env;
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' };
  const own = { PATH, HOME: folder, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1', ...credentials };
  const child = spawn(tool ?? '', ['init', '-input=false', '-no-color', '-backend-config=backend.json'], {
    cwd: folder,
    env: own,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output: output.replace(/\s+/g, ' ') };
}

const TYPES: Readonly<Record<Provider, string>> = {
  local: 'local',
  aws: 's3',
  gcp: 'gcs',
  azure: 'azurerm',
  digitalocean: 's3',
  linode: 's3',
  vultr: 's3',
};

withTool(tool === undefined ? 'terraform init (skipped: terraform is not installed)' : 'terraform init', () => {
  test('takes the configuration of local', async () => {
    expect(await init('local', configuration('local'))).toMatchObject({ code: 0 });
  });

  test.each(['aws', 'digitalocean', 'linode', 'vultr'] as const)('reads the bucket that %s names', async (provider) => {
    requests.length = 0;
    const endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
    const backend = configuration(provider, { endpoint });
    // The account and the host name of the bucket are what a store on this machine has not.
    const here = {
      ...backend,
      skip_credentials_validation: true,
      skip_requesting_account_id: true,
      use_path_style: true,
    };
    const { code, output } = await init(TYPES[provider], here);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('backend "s3"') });
    expect(requests.join('\n')).toContain('/pfm-terraform-state');
  });

  test.each(Object.keys(TYPES) as Provider[])(
    'knows every argument of %s, and refuses one that there is not',
    async (provider) => {
      const backend = changed(configuration(provider), 'no_such_argument', 'x');
      const { code, output } = await init(TYPES[provider], backend);
      expect(code).not.toBe(0);
      expect(output.match(/No argument or block type is named "\w+"/g)).toEqual([
        'No argument or block type is named "no_such_argument"',
      ]);
    },
  );
});

test.each(Object.keys(TYPES) as Provider[])('%s: no two environments have one state', (provider) => {
  const states = modelsOf(REPOSITORY).map((model) =>
    JSON.stringify(backendConfiguration({ ...model, environment: { ...model.environment, provider } })),
  );
  expect(new Set(states).size).toBe(states.length);
});

test('a lock file is asked for only where the store is known to honour it, or a person says so', () => {
  const locks = (['aws', 'digitalocean', 'linode', 'vultr'] as const).map((name) => configuration(name).use_lockfile);
  expect(locks).toEqual([true, false, false, false]);
  expect(configuration('vultr', { lock: true }).use_lockfile).toBe(true);
});
