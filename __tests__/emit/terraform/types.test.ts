import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { emitTerraform } from '../../../emit/terraform/terraform';
import { changed } from '../../support/changed';
import { REPOSITORY } from '../../support/command-line';
import { type AnyObject, ENVIRONMENTS } from '../../support/projects';
import { parseType, readVariables, typeProblems } from '../../support/terraform-types';

const CONTRACT = join(REPOSITORY, 'infra', 'terraform', '_shared', 'variables.tf');
let variables: Awaited<ReturnType<typeof readVariables>>;

beforeAll(async () => {
  variables = await readVariables(CONTRACT);
});

/** What stands in the file. */
function emitted(index: number): AnyObject {
  const model = ENVIRONMENTS[index]?.[1];
  return JSON.parse((model && emitTerraform(model)[0]?.content) ?? '{}');
}

test.each(ENVIRONMENTS.map(([title], index) => [title, index] as const))(
  '%s: every value fits the contract, no key is unknown and none is missing',
  (_title, index) => {
    expect(typeProblems(variables, emitted(index))).toEqual([]);
  },
);

test('every variable and every field of the contract is used by some environment', () => {
  const used = new Set<string>();
  const walk = (value: unknown, path: string): void => {
    used.add(path);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
  };
  ENVIRONMENTS.forEach((_, index) => {
    walk(emitted(index), '');
  });
  const unused = [...variables].flatMap(([name, { type }]) => {
    const fields = type.kind === 'object' ? [...type.fields.keys()].map((field) => `${name}.${field}`) : [name];
    return fields.filter((path) => !used.has(path));
  });
  expect(unused).toEqual([]);
});

describe('a mistake is found', () => {
  test.each<[string, string, unknown, string]>([
    ['an unknown variable', 'regoin', 'x', '.regoin: is unknown'],
    ['an unknown key in an object', 'database.storage_gb', 1, '.database.storage_gb: is unknown'],
    [
      'an unknown key in an object in a map',
      'services.backend.typo_count',
      1,
      '.services.backend.typo_count: is unknown',
    ],
    [
      'an unknown key three levels down',
      'secrets.backend.jwt-secret.bytes',
      1,
      '.secrets.backend.jwt-secret.bytes: is unknown',
    ],
    ['a missing variable', 'network', undefined, '.network: is missing'],
    ['a missing attribute', 'services.backend.image', undefined, '.services.backend.image: is missing'],
    [
      'a number in the place of a text',
      'services.backend.environment.PORT',
      3000,
      '.services.backend.environment.PORT: is number, not string',
    ],
    ['a text in the place of a number', 'database.storage_gib', '20', '.database.storage_gib: is string, not number'],
    ['a text in the place of a truth value', 'waf', 'true', '.waf: is string, not bool'],
    ['a list in the place of a map', 'tags', [], '.tags: is list, not map'],
    ['a text in the place of a list', 'allowed_cidrs', '10.0.0.0/8', '.allowed_cidrs: is string, not list'],
    ['a wrong item of a list', 'registries[1]', 7, '.registries[1]: is number, not string'],
    ['a null', 'region', null, '.region: is null, not string'],
  ])('%s', (_name, path, value, problem) => {
    expect(typeProblems(variables, changed(emitted(0), path, value))).toEqual([problem]);
  });

  test.each(['strnig', 'object({ a = })', 'list(string', 'string)', 'map(string, 1)'])('no type: %s', (source) => {
    expect(() => parseType(source)).toThrow();
  });
});
