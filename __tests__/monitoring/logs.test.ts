import { describe, expect, test } from '@jest/globals';
import { Yaml } from 'cdk8s';
import { alloyConfiguration } from '../../monitoring/logs/alloy';
import { lokiConfiguration } from '../../monitoring/logs/loki';
import { ENVIRONMENTS } from '../support/projects';
import { watchedModel } from './watched-model';

interface Configuration {
  readonly compactor: Readonly<Record<string, unknown>>;
  readonly limits_config: Readonly<Record<string, unknown>>;
  readonly schema_config: { readonly configs: readonly { readonly index: { readonly period: string } }[] };
}

describe('Loki', () => {
  const configuration = lokiConfiguration(30) as Configuration;

  test('deletes what is older than the days of the environment: all that it takes is there', () => {
    expect(configuration.limits_config).toMatchObject({ retention_period: '720h' });
    expect(configuration.compactor).toMatchObject({ retention_enabled: true, delete_request_store: 'filesystem' });
    expect(configuration.schema_config.configs.map(({ index }) => index.period)).toEqual(['24h']);
  });

  test.each([
    [1, '24h'],
    [7, '168h'],
    [90, '168h'],
  ])('with %i days it takes no line that is older than %s', (days, oldest) => {
    expect(lokiConfiguration(days)).toMatchObject({
      limits_config: { reject_old_samples: true, reject_old_samples_max_age: oldest },
    });
  });
});

describe('Alloy', () => {
  test('reads the pods of its own namespace alone, and sends to Loki', () => {
    const text = alloyConfiguration(watchedModel());
    expect(text).toContain('names = ["shop-test"]');
    expect(text).toContain('url = "http://loki:3100/loki/api/v1/push"');
    expect(text.split('{').length).toBe(text.split('}').length);
  });
});

test.each(ENVIRONMENTS.filter(([, { environment }]) => environment.logs?.loki !== undefined))(
  '%s mounts the configuration with its days',
  (_title, { environment }, objects) => {
    const map = objects.find(({ data }) => data?.['loki.yaml'] !== undefined);
    expect(map?.data['loki.yaml']).toBe(Yaml.stringify(lokiConfiguration(environment.logs?.retentionDays ?? 0)));
    const set = objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'loki');
    expect(set?.spec.template.spec.volumes).toContainEqual({ name: 'config', configMap: { name: map?.metadata.name } });
  },
);
