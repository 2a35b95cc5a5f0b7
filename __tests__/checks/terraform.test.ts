import { parse } from '@cdktf/hcl2json';
import { expect, test } from '@jest/globals';
import { checkRoot } from '../../checks/terraform/check-root';
import type { ProviderSchema } from '../../checks/terraform/provider-schema';
import { rootModule } from '../../checks/terraform/root-module';

const text = { type: 'string', optional: true } as const;
const schema: ProviderSchema = {
  provider: 'acme/cloud',
  provider_config: { block: { attributes: { region: text } } },
  resources: {
    cloud_net: {
      block: {
        attributes: {
          name: { type: 'string', required: true },
          id: { type: 'string', computed: true },
          size: { type: 'number', optional: true },
          open: { type: 'bool', optional: true },
          zones: { type: ['list', 'string'], optional: true },
          labels: { type: ['map', 'string'], optional: true },
          old: { type: 'string', optional: true, deprecated: true },
          pool: { nested_type: { nesting_mode: 'single', attributes: { least: { type: 'number', required: true } } } },
        },
        block_types: {
          rule: {
            nesting_mode: 'list',
            min_items: 1,
            max_items: 2,
            block: { attributes: { port: { type: 'number', required: true } } },
          },
          log: { nesting_mode: 'single', block: { attributes: { days: { type: 'number', optional: true } } } },
        },
      },
    },
    cloud_gone: { block: { deprecated: true } },
  },
  data_sources: { cloud_zone: { block: { attributes: { names: { type: ['list', 'string'], computed: true } } } } },
};

const variables = new Map([
  ['size', undefined],
  ['net', new Set(['cidr'])],
]);

const GOOD = `provider "cloud" {
  region = "x"
}

data "cloud_zone" "here" {}

locals {
  zones = data.cloud_zone.here.names
}

resource "cloud_net" "main" {
  count  = 2
  name   = "\${var.net.cidr}-a"
  size   = "12"
  open   = "true"
  zones  = local.zones
  labels = { a = 1 }
  pool   = { least = var.size }

  rule {
    port = 80
  }

  dynamic "rule" {
    for_each = local.zones
    content {
      port = rule.value
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

output "id" {
  value = [cloud_net.main[0].id, cloud_net.main[*].id]
}
`;

async function findings(source: string): Promise<string[]> {
  const module = rootModule([{ path: 'main.tf', source, json: await parse('main.tf', source) }]);
  return checkRoot(module, { schemas: [schema], variables }).map(
    ({ address, line, message }) => `${line} ${address}: ${message}`,
  );
}

test('finds nothing in a root that is right', async () => {
  expect(await findings(GOOD)).toEqual([]);
});

const NET = '11 cloud_net.main';

/** One mistake each, put into the root that is right. */
const MISTAKES: readonly (readonly [what: string, from: string, to: string, found: readonly string[]])[] = [
  ['an argument that is unknown', '  size   = "12"', '  sizes = 12', [`${NET}: sizes is unknown, did you mean size?`]],
  ['an argument that is missing', '  name   = "${var.net.cidr}-a"\n', '', [`${NET}: name is required`]],
  [
    'an argument in a nested block',
    '    port = 80',
    '    ports = 80',
    [`${NET}: rule[0].ports is unknown, did you mean port?`, `${NET}: rule[0].port is required`],
  ],
  [
    'an argument in a dynamic block',
    '      port = rule.value',
    '      days = rule.value',
    [`${NET}: rule[0].days is unknown`, `${NET}: rule[0].port is required`],
  ],
  [
    'an argument of an object',
    'least = var.size',
    'most = 1',
    [`${NET}: pool[0].most is unknown`, `${NET}: pool[0].least is required`],
  ],
  [
    'a block written as an argument',
    '  rule {\n    port = 80\n  }',
    '  rule = { port = 80 }',
    [`${NET}: rule is a block, not an argument`],
  ],
  [
    'a block too many',
    '  lifecycle {',
    '  log {}\n  log {}\n  lifecycle {',
    [`${NET}: log may stand there 1 times at most`],
  ],
  [
    'an unknown block',
    '  lifecycle {',
    '  rules {\n    port = 1\n  }\n  lifecycle {',
    [`${NET}: rules is unknown, did you mean rule?`],
  ],
  ['an argument that only the provider sets', '  size   = "12"', '  id = "a"', [`${NET}: id is read-only`]],
  ['a deprecated argument', '  size   = "12"', '  old = "a"', [`${NET}: old is deprecated`]],
  [
    'a deprecated resource',
    'data "cloud_zone" "here" {}',
    'data "cloud_zone" "here" {}\nresource "cloud_gone" "a" {}',
    ['6 cloud_gone.a: is deprecated'],
  ],
  ['a number that is none', '"12"', '"twelve"', [`${NET}: size is a number`]],
  ['a bool that is none', '"true"', '"yes"', [`${NET}: open is true or false`]],
  ['a text in place of a list', 'local.zones\n  labels', '"a"\n  labels', [`${NET}: zones is a list`]],
  ['a list in place of a map', '{ a = 1 }', '["a"]', [`${NET}: labels is a map`]],
  [
    'a resource that the provider has not',
    'data "cloud_zone" "here" {}',
    'data "cloud_zone" "here" {}\nresource "cloud_nat" "a" {}',
    ['6 cloud_nat.a: no provider has a resource cloud_nat'],
  ],
  ['an argument of the provider', 'region = "x"', 'zone = "x"', ['1 provider.cloud: zone is unknown']],
  [
    'a reference to what is not declared',
    'cloud_net.main[*].id',
    'cloud_net.other.id',
    ['output.id: cloud_net.other is not declared'],
  ],
  [
    'a reference to an attribute that is not there',
    'cloud_net.main[*].id',
    'cloud_net.main[*].ids',
    ['output.id: cloud_net.main has no ids'],
  ],
  [
    'a reference to an attribute of a data source',
    'data.cloud_zone.here.names',
    'data.cloud_zone.here.name',
    ['locals: data.cloud_zone.here has no name'],
  ],
  [
    'a local that is not declared',
    '= local.zones\n  labels',
    '= local.zone\n  labels',
    [`${NET}: local.zone is not declared`],
  ],
  ['a variable that is not declared', 'var.size', 'var.sizes', [`${NET}: var.sizes is not declared`]],
  ['a field that a variable has not', 'var.net.cidr', 'var.net.cidrs', [`${NET}: var.net has no cidrs`]],
];

test.each(MISTAKES)('finds %s', async (_what, from, to, found) => {
  expect(GOOD).toContain(from);
  const all = await findings(GOOD.replace(from, to));
  expect(all.map((finding) => finding.replace(/^\d+ (?=output|locals)/, ''))).toEqual(found);
});
