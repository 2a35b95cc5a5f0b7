import type { ExistingSecret, ExistingSecrets } from '../../../deploy/secrets/plan';
import { loadOrThrow } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import type { Model, Secret } from '../../../model/model';
import { REPOSITORY } from '../../support/command-line';

const loaded = loadOrThrow(openProject('.', REPOSITORY), { environments: ['development'] }).environments[0];
if (loaded === undefined) throw new Error('the development environment is gone');
const development: Model = loaded.model;

const keys: readonly Secret[] = [
  {
    name: 'api',
    owner: { kind: 'application' },
    managed: true,
    keys: [{ name: 'signing', generateBytes: 48 }, { name: 'token' }, { name: 'spare' }],
  },
  { name: 'elsewhere', owner: { kind: 'application' }, managed: false, keys: [{ name: 'key', generateBytes: 32 }] },
  {
    name: 'postgres',
    owner: { kind: 'backingService', name: 'postgres' },
    managed: true,
    keys: [{ name: 'password', generateBytes: 32 }],
  },
];

/** An application with a generated, a required and a spare key, a Secret made elsewhere, and a database password. */
export function exampleModel(namespace = 'example'): Model {
  const [component] = development.components;
  const postgres = development.backingServices.filter((service) => service.name === 'postgres');
  if (component === undefined || postgres.length === 0) throw new Error('the example needs a component and postgres');
  const token = { name: 'TOKEN', value: { kind: 'secret', secret: 'api', key: 'token', as: 'value' } } as const;
  return {
    ...development,
    environment: { ...development.environment, namespace },
    components: [{ ...component, variables: [token] }],
    backingServices: postgres,
    secrets: keys,
  };
}

/** The example with another secrets provider. */
export function withProvider(provider: Model['environment']['secretsProvider']): Model {
  const model = exampleModel();
  return { ...model, environment: { ...model.environment, secretsProvider: provider } };
}

/** A Secret with keys, of which nothing else is known. */
export function secretWith(names: readonly string[], rest: Partial<ExistingSecret> = {}): ExistingSecret {
  return { keys: new Set(names), emptyKeys: new Set(), filledKeys: new Set(), ...rest };
}

export const nothing: ExistingSecrets = { secrets: new Map(), volumes: new Map() };
