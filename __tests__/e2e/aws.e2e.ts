import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { terraformIn } from '../support/terraform-plugins';
import { copyModule } from '../support/terraform-roots';
import { hasMoto, type Moto, startMoto } from './support/moto';
import { createProject } from './support/project';

const BUCKET = 'pfm-terraform-state';
const scratch = mkdtempSync(join(tmpdir(), 'manifold-aws-'));
const bootstrap = join(scratch, 'bootstrap');
const root = join(scratch, 'aws');
const project = createProject();
const terraform = terraformIn(scratch);
const values = `-var-file=${join(project.dist, 'terraform', 'cloud.tfvars.json')}`;
let moto: Moto | undefined;
// Without moto[server] outside of CI: it stands in for AWS.
const check = hasMoto() ? test : test.skip;

const ENVIRONMENT = `provider: aws
domain: cloud.pfm.test
images: { pinned: true }
backingServices: { postgres: { mode: managed } }
edge: { kind: ingress, tls: { issuer: letsencrypt } }
backups: { schedule: "0 2 * * 1", keepDays: 14 }
infrastructure:
  region: eu-west-1
  notificationAddress: operations@pfm.test
  database: { deletionProtection: false, multiAz: true }
  state: { bucket: ${BUCKET} }
`;

function run(folder: string, ...args: readonly string[]) {
  if (terraform === undefined) throw new Error('terraform is not on PATH');
  return terraform(folder, [...args, '-no-color'], moto?.variables);
}

function succeeded(result: { readonly status: number | null; readonly stderr: string }) {
  expect({ status: result.status, stderr: result.stderr }).toEqual({ status: 0, stderr: '' });
}

/** The emitted backend, and what a bucket that is none of AWS needs. */
function backend(): string {
  const emitted = JSON.parse(readFileSync(join(project.dist, 'terraform', 'cloud.backend.json'), 'utf8')) as object;
  const likeS3 = {
    use_path_style: true,
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
  };
  const file = join(scratch, 'backend.json');
  writeFileSync(file, JSON.stringify({ ...emitted, ...likeS3 }));
  return `-backend-config=${file}`;
}

beforeAll(async () => {
  if (!hasMoto()) return;
  writeFileSync(join(project.folder, 'envs', 'cloud.yaml'), ENVIRONMENT);
  const { code, stderr } = await project.manifold(['synth']);
  expect({ code, stderr }).toSucceed();
  expect(stderr).toContain('nobody knows the host of postgres yet');
  for (const [from, to, stand] of [
    ['bootstrap/aws', bootstrap, 'bootstrap'],
    ['aws', root, 'root'],
  ] as const) {
    copyModule(from, to);
    cpSync(join(__dirname, 'moto', stand), to, { recursive: true });
  }
  moto = await startMoto();
});

afterAll(async () => {
  await moto?.stop();
  project.remove();
  rmSync(scratch, { recursive: true, force: true });
});

check('bootstrap makes a versioned bucket for the state', () => {
  succeeded(run(bootstrap, 'init'));
  succeeded(run(bootstrap, 'apply', '-auto-approve', `-var=bucket=${BUCKET}`, '-var=region=eu-west-1'));
});

check('apply makes the environment, with its state in the bucket', () => {
  succeeded(run(root, 'init', backend()));
  succeeded(run(root, 'apply', '-auto-approve', values));
  expect(run(root, 'state', 'list').stdout).toContain('aws_eks_node_group.main[0]');
});

check('the state is locked while somebody works with it', async () => {
  const lock = `${moto?.variables.AWS_ENDPOINT_URL}/${BUCKET}/pfm/cloud.tfstate.tflock`;
  await fetch(lock, { method: 'PUT', body: JSON.stringify({ ID: 'somebody', Operation: 'apply' }) });
  const { status, stderr } = run(root, 'plan', values);
  expect(status).toBe(1);
  expect(stderr).toContain('Error acquiring the state lock');
  succeeded(run(root, 'force-unlock', '-force', 'somebody'));
});

check('the outputs go back into the model, and from there into the manifests', async () => {
  const file = join(scratch, 'outputs.json');
  const { stdout } = run(root, 'output', '-json');
  writeFileSync(file, stdout);
  const info = JSON.parse(stdout) as { database_info: { value: { host: string; port: number } } };
  const { host } = info.database_info.value;
  const read = await project.manifold(['outputs', 'cloud', '--file', file]);
  expect(read).toMatchObject({ code: 0, stdout: 'envs/outputs/cloud.yaml: written\n' });
  const { code, stderr } = await project.manifold(['synth']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('nobody knows') });
  const manifests = readFileSync(join(project.dist, 'pfm-cloud.k8s.yaml'), 'utf8');
  expect(manifests).toContain(`DB_HOST: ${host}`);
  expect(manifests).toContain('DB_SSL: "true"');
});

check('destroy leaves nothing in the state', () => {
  succeeded(run(root, 'destroy', '-auto-approve', values));
  expect(run(root, 'state', 'list').stdout.trim()).toBe('');
});
