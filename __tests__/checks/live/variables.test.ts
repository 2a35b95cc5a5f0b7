import { describe, expect, test } from '@jest/globals';
import { secretFiles } from '../../../checks/live/variables/secret-files';
import { variablesSet } from '../../../checks/live/variables/variables-set';
import { passwordFile } from '../../../model/derive/backing-health';
import type { Component } from '../../../model/model';
import { contextWith, failure, resultsOf, staging, statuses } from './support/context';
import { exit, noProgram } from './support/fake-running';
import { environ, SECRET } from './support/healthy';

const backend = staging.components.find(({ name }) => name === 'backend') as Component;

/** What is said of the backend when its variables are these. */
async function withEnviron(text: string): Promise<ReturnType<typeof resultsOf>> {
  return resultsOf(
    variablesSet,
    contextWith({
      program: ({ container, command }) =>
        container.workload === 'backend' && command[1] === '/proc/1/environ' ? text : undefined,
    }),
  );
}

describe('variables-set', () => {
  test('passes for each component', async () => {
    const results = await resultsOf(variablesSet, contextWith());
    expect(statuses(results)).toEqual({ passed: 3 });
    expect(results[0]?.message).toBe('backend-0 has its 19 variables');
  });

  test.each([
    ['a variable that is gone', environ(backend).replace(/DB_HOST=[^\0]*\0/, ''), 'DB_HOST is not set'],
    [
      'another literal',
      environ(backend).replace('LOG_LEVEL=', 'LOG_LEVEL=x'),
      'LOG_LEVEL has another value than in the model',
    ],
    [
      'an empty secret',
      environ(backend).replace(`JWT_SECRET=${SECRET}`, 'JWT_SECRET='),
      'JWT_SECRET holds a secret and is empty',
    ],
    ['a secret that is gone', environ(backend).replace(`JWT_SECRET=${SECRET}\0`, ''), 'JWT_SECRET is not set'],
  ])('%s fails', async (_what, text, detail) => {
    const results = await withEnviron(text);
    expect(failure(results).details).toEqual([detail]);
    expect(JSON.stringify(results)).not.toContain(SECRET);
  });

  test('a value that was put in the place of a literal is not shown, for it may be a secret', async () => {
    const results = await withEnviron(environ(backend).replace(/DB_HOST=[^\0]*/, `DB_HOST=${SECRET}`));
    expect(failure(results).details).toEqual(['DB_HOST has another value than in the model']);
    expect(JSON.stringify(results)).not.toContain(SECRET);
  });

  test('a secret as a file is its path, as in the manifests', async () => {
    const file = {
      name: 'KEY_FILE',
      value: { kind: 'secret', secret: 'backend', key: 'jwt-secret', as: 'file' },
    } as const;
    const model = { ...staging, components: [{ ...backend, variables: [file] }], backingServices: [] };
    expect(statuses(await resultsOf(variablesSet, contextWith({ model })))).toEqual({ passed: 1 });
    const program = () => 'KEY_FILE=/elsewhere\0';
    expect(statuses(await resultsOf(variablesSet, contextWith({ model, program })))).toEqual({ failed: 1 });
  });

  test('a process that has written over its variables is not judged', async () => {
    const [first] = await withEnviron('server: main\0\0\0');
    expect(first).toMatchObject({
      status: 'skipped',
      message: 'backend-0: its first process has written over its variables',
    });
  });
});

describe('secret-files', () => {
  test('passes for both passwords', async () => {
    expect(statuses(await resultsOf(secretFiles, contextWith()))).toEqual({ passed: 2 });
  });

  test('a file that is empty fails, and none is read', async () => {
    const context = contextWith({
      program: ({ container }) => (container.workload === 'redis' ? 'empty\n' : undefined),
    });
    const [redis] = staging.backingServices.filter(({ name }) => name === 'redis');
    const path = redis === undefined ? '' : passwordFile(redis);
    expect(failure(await resultsOf(secretFiles, context)).details).toEqual([`${path} is missing or empty`]);
    expect(context.running.calls.filter(({ command }) => command.join(' ').includes('cat'))).toEqual([]);
  });

  test('an image without a shell is skipped, a shell that fails is not', async () => {
    const without = await resultsOf(secretFiles, contextWith({ program: () => noProgram('sh') }));
    expect(statuses(without)).toEqual({ skipped: 2 });
    const broken = await resultsOf(secretFiles, contextWith({ program: () => exit(137, '') }));
    expect(statuses(broken)).toEqual({ failed: 2 });
  });
});
