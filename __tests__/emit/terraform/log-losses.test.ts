import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { logLosses } from '../../../emit/terraform/log-losses';
import { terraformLosses } from '../../../emit/terraform/losses';
import { emitTerraform } from '../../../emit/terraform/terraform';
import type { Model } from '../../../model/model';
import { REPOSITORY } from '../../support/command-line';
import { ENVIRONMENTS, modelsOf } from '../../support/projects';

type Provider = Model['environment']['provider'];

function kept(provider: Provider, retentionDays: number): Model {
  const model = ENVIRONMENTS[0]?.[1];
  if (model === undefined) throw new Error('no environment');
  return { ...model, environment: { ...model.environment, provider, logs: { retentionDays } } };
}

test('the environments of this repository ask for 7, 30 and 90 days, and Terraform hears of it', () => {
  const asked = modelsOf(REPOSITORY).map((model) => [
    model.environment.name,
    JSON.parse(emitTerraform(model)[0]?.content ?? '{}').logs,
  ]);
  expect(Object.fromEntries(asked)).toMatchObject({
    development: { retention_days: 7 },
    staging: { retention_days: 30 },
    production: { retention_days: 90 },
  });
});

test.each<[Provider, number, RegExp | undefined]>([
  ['gcp', 17, undefined],
  ['aws', 30, undefined],
  ['aws', 31, /fixed times: 60 days/],
  ['aws', 3650, /fixed times: 3653 days/],
  ['azure', 29, /30 days at least/],
  ['azure', 30, undefined],
  ['azure', 730, undefined],
  ['azure', 731, /730 days at most/],
  ['local', 30, /by size/],
  ['digitalocean', 30, /no log service/],
  ['linode', 30, /no log service/],
  ['vultr', 30, /no log service/],
])('%s, %d days: %s', (provider, days, reason) => {
  const found = terraformLosses(kept(provider, days)).filter(({ path }) => path === 'logs.retentionDays');
  expect(found).toHaveLength(reason === undefined ? 0 : 1);
  if (reason !== undefined) expect(found[0]?.reason).toMatch(reason);
});

test('who asks for no days loses none', () => {
  const { environment, ...rest } = kept('vultr', 1);
  const { logs, ...others } = environment;
  expect(logs).toBeDefined();
  expect(logLosses({ ...rest, environment: others })).toEqual([]);
});

test('the steps are those of the root of aws', async () => {
  const text = await readFile(join(REPOSITORY, 'infra', 'terraform', 'aws', 'logs.tf'), 'utf8');
  const steps = /retention_steps = \[([^\]]+)\]/.exec(text)?.[1]?.split(',').map(Number) ?? [];
  expect(steps.length).toBeGreaterThan(10);
  const exact = Array.from({ length: 3650 }, (_, index) => index + 1).filter(
    (days) => logLosses(kept('aws', days)).length === 0,
  );
  expect(exact).toEqual(steps.filter((days) => days <= 3650));
});
