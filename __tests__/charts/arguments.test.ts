import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildObjects } from '../../charts/build';
import { loadOrThrow } from '../../model/load/load';
import { expand } from '../support/kubelet';
import { memoryProject } from '../support/project';
import type { AnyObject } from '../support/projects';

/** Printed by Kubernetes' own code (v1.33.13) with VAR=secret. */
const MEASURED = [
  ['$$', '$'],
  ['$', '$'],
  ['$VAR', '$VAR'],
  ['$(VAR)', 'secret'],
  ['$(GONE)', '$(GONE)'],
  ['$$(VAR)', '$(VAR)'],
  ['$$$(VAR)', '$secret'],
  ['$$$$(VAR)', '$$(VAR)'],
  ['$é', '$Ã\ufffd'],
  ['$$é', '$é'],
  ['a$', 'a$'],
  ['$(unclosed', '$(unclosed'],
  ['$$(unclosed', '$(unclosed'],
  ['$$$$', '$$'],
] as const;

test.each(MEASURED)('the kubelet of these tests makes of %j what the real one makes: %j', (written, read) => {
  expect(expand(written, { VAR: 'secret' })).toBe(read);
});

function containerOf(command: readonly string[], args: readonly string[]): AnyObject {
  const app = { name: 'shop', components: { job: { kind: 'worker', image: 'shop/job:1', command, args } } };
  const project = memoryProject({ 'app.yaml': JSON.stringify(app), 'envs/test.yaml': '' });
  const objects: AnyObject[] = loadOrThrow(project).environments.flatMap(({ model }) => buildObjects(model));
  return objects.find(({ kind }) => kind === 'Deployment').spec.template.spec.containers[0];
}

describe('command and arguments reach the process byte for byte', () => {
  const run = (command: readonly string[], args: readonly string[]): [string[], string[]] => {
    const escaped = (list: readonly string[]): string[] => list.map((each) => each.replaceAll('${', () => '$${'));
    const container = containerOf(escaped(command), escaped(args));
    const expanded = (list: string[]): string[] => list.map((each) => expand(each, { VAR: 'secret', '': 'x' }));
    return [expanded(container.command), expanded(container.args)];
  };

  test.each(MEASURED.map(([written]) => [written]))('%j', (text) => {
    expect(run([text], [text])).toEqual([[text], [text]]);
  });

  test('whatever they are', () => {
    const hostile = fc.string({ unit: fc.constantFrom('$', '(', ')', 'VAR', '{{', 'é', '🚀', ' ', '\n') });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), (list) => {
        expect(run(list, list)).toEqual([list, list]);
      }),
    );
  });
});
