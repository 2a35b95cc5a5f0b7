import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { emitTerraform } from '../../emit/terraform/terraform';
import { CLOUD_DEFAULTS } from '../../model/derive/clouds';
import { findTestTool } from '../../tools/find';
import { changed } from '../support/changed';
import { REPOSITORY } from '../support/command-line';
import { hostileStrings } from '../support/hostile-strings';
import { type AnyObject, ENVIRONMENTS, modelsOf } from '../support/projects';

const tool = findTestTool('terraform');
const contract = join(REPOSITORY, 'infra', 'terraform', '_shared');
const scratch = mkdtempSync(join(tmpdir(), 'terraform-'));
const withTool = tool === undefined ? describe.skip : describe;

afterAll(() => rmSync(scratch, { recursive: true }));

function terraform(...args: readonly string[]) {
  const { PATH } = env;
  // No settings of the person who runs the tests, and no question to the network.
  const own = { PATH, HOME: scratch, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  return spawnSync(tool ?? '', args, { cwd: scratch, encoding: 'utf8', env: own, maxBuffer: 64 * 2 ** 20 });
}

function plan(values: AnyObject) {
  writeFileSync(join(scratch, 'values.tfvars.json'), JSON.stringify(values));
  return terraform('plan', '-input=false', '-no-color', '-var-file=values.tfvars.json', '-out=plan');
}

/** The values of all variables as Terraform has them after a plan. */
function planned(): AnyObject {
  const { stdout } = terraform('show', '-json', 'plan');
  return JSON.parse(stdout).planned_values.outputs.all.value;
}

function emitted(title = 'pfm staging'): AnyObject {
  const model = ENVIRONMENTS.find(([name]) => name === title)?.[1];
  return JSON.parse((model && emitTerraform(model)[0]?.content) ?? '{}');
}

withTool(tool === undefined ? 'terraform (skipped: not installed)' : 'terraform', () => {
  beforeAll(() => {
    const source = readFileSync(join(contract, 'variables.tf'), 'utf8');
    const names = [...source.matchAll(/^variable "([a-z_]+)"/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    copyFileSync(join(contract, 'variables.tf'), join(scratch, 'variables.tf'));
    const fields = names.map((name) => `    ${name} = var.${name}\n`).join('');
    writeFileSync(join(scratch, 'outputs.tf'), `output "all" {\n  value = {\n${fields}  }\n}\n`);
    expect(terraform('init', '-backend=false', '-no-color')).toMatchObject({ status: 0 });
  });

  test('finds the contract valid and formatted', () => {
    expect(terraform('validate', '-no-color')).toMatchObject({ status: 0, stderr: '' });
    expect(terraform('fmt', '-check', '-recursive', contract)).toMatchObject({ status: 0, stdout: '' });
  });

  test.each(ENVIRONMENTS.map(([title]) => title))(
    'plans with the file of %s, warns of nothing, and has every value as it was emitted',
    (title) => {
      const values = emitted(title);
      const { status, stdout, stderr } = plan(values);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toContain('Warning');
      expect(planned()).toMatchObject(values);
    },
  );

  test.each(Object.keys(CLOUD_DEFAULTS))('plans the application of this repository on %s', (provider) => {
    for (const model of modelsOf(REPOSITORY, [`provider=${provider}`])) {
      const values = JSON.parse(emitTerraform(model)[0]?.content ?? '{}');
      expect(plan(values)).toMatchObject({ status: 0, stderr: '' });
      expect(planned()).toMatchObject(values);
      // In a cluster the database is one of its pods; without one it is a container of its own.
      expect(values.database.enabled).toBe(!values.cluster.enabled);
    }
  });

  test('gives hostile texts back byte for byte, as keys and as values', () => {
    // Terraform turns every text into Unicode normal form C, which is a loss in LOSSES.md.
    const texts = hostileStrings.filter((text) => text.normalize('NFC') === text);
    expect(texts.length).toBeGreaterThan(hostileStrings.length - 5);
    const tags = Object.fromEntries(
      texts.flatMap((text, index) => [
        [`value${index}`, text],
        [`key ${text}`, 'x'],
      ]),
    );
    expect(plan({ ...emitted(), tags })).toMatchObject({ status: 0 });
    expect(planned().tags).toEqual(tags);
  });

  describe('refuses', () => {
    test.each<[string, string, unknown, RegExp]>([
      ['an unknown provider', 'cloud_provider', 'ibm', /cloud_provider must be one of/],
      ['a backup retention of 36 days', 'database.backup_retention_days', 36, /must be 0 to 35/],
      ['a negative backup retention', 'database.backup_retention_days', -1, /must be 0 to 35/],
      ['a network that is none', 'network.cidr', '10.0.0.0', /network\.cidr must be a network/],
      ['a network with host bits', 'network.cidr', '10.0.0.1/16', /network\.cidr must be a network/],
      [
        'a subnet outside of the network',
        'network.public_subnet_cidrs[0]',
        '192.168.0.0/24',
        /must lie in network\.cidr/,
      ],
      [
        'a subnet larger than the network',
        'network.database_subnet_cidrs[0]',
        '172.0.0.0/8',
        /must lie in network\.cidr/,
      ],
      ['an allowed network that is none', 'allowed_cidrs', ['everyone'], /Each of allowed_cidrs/],
      ['a port above 65535', 'services.backend.port', 65536, /port of a service/],
      ['half a port', 'services.backend.port', 80.5, /port of a service/],
      ['a database port of 0', 'database.port', 0, /database\.port must be/],
      ['fewer instances at most than at least', 'services.backend.max_instances', 0, /max_instances not less/],
      ['a CPU target of 101', 'services.backend.cpu_target', 101, /cpu_target of a service/],
      ['less storage at most than at first', 'database.max_storage_gib', 1, /max_storage_gib not less/],
      ['another database engine', 'database.engine', 'mysql', /engine must be postgres/],
      ['seven cache nodes', 'cache.node_count', 7, /node_count must be 1 to 6/],
      ['more nodes at least than at most', 'cluster.min_nodes', 99, /cluster\.min_nodes must be/],
      ['an old cluster', 'cluster.version', '1.27', /1\.28 or newer/],
      ['a host of another domain', 'dns.hosts[3]', 'example.org', /Each of dns\.hosts/],
      ['a domain as the end of a longer name', 'dns.hosts[3]', 'evil-staging.pfm-app.local', /Each of dns\.hosts/],
      ['an address without domain', 'notification_address', 'operations', /must be an email address/],
      ['logs for no time', 'logs', { retention_days: 0 }, /retention_days must be 1 to 3650/],
      ['backups without schedule', 'backup', { enabled: true, keep_days: 7 }, /schedule must be given/],
      [
        'an external with a URL and a secret',
        'externals.solana.url_secret',
        { name: 'a', key: 'b' },
        /either url or url_secret/,
      ],
      ['a zone of no region', 'availability_zones', ['eu-west-1a'], /must be zones of region/],
      ['Redis on linode', 'cloud_provider', 'linode', /linode has no managed Redis/],
      [
        'subnets that share addresses',
        'network.private_subnet_cidrs',
        ['172.20.0.0/18', '172.20.64.0/20'],
        /must not share addresses/,
      ],
      ['a budget that tells nobody', 'monthly_budget', 0, /monthly_budget must be 1 or more/],
      ['a zone twice', 'availability_zones', ['a', 'a'], /name each zone once/],
      ['a long name prefix', 'name_prefix', 'a'.repeat(33), /name_prefix must have/],
      ['no region', 'region', null, /region/],
      ['a text for a number', 'database.port', 'x', /number/],
    ])('%s', (_name, path, value, message) => {
      const { status, stderr } = plan(changed(emitted(), path, value));
      expect({ status, stderr: stderr.replace(/\s*[│╷╵]?\s+/g, ' ') }).toEqual({
        status: 1,
        stderr: expect.stringMatching(message),
      });
    });
  });
});
