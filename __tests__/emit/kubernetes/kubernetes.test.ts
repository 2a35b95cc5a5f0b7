import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { buildObjects } from '../../../charts/build';
import { buildEnvironment } from '../../../emit/built';
import { emitKubernetes } from '../../../emit/kubernetes/kubernetes';
import { findTestTool } from '../../../tools/find';
import { REPOSITORY } from '../../support/command-line';
import { type AnyObject, ENVIRONMENTS, modelsOf } from '../../support/projects';

const oracle = findTestTool('yaml-oracle');

/** What Kubernetes' own parser reads. */
function readByKubernetes(yaml: string): AnyObject[] {
  const json = execFileSync(oracle ?? '', { input: yaml, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  return json
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AnyObject);
}

function readByYaml12(yaml: string): AnyObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as AnyObject);
}

const readers: [string, ((yaml: string) => AnyObject[]) | undefined][] = [
  ['YAML 1.2', readByYaml12],
  [
    oracle === undefined ? 'Kubernetes (skipped: yaml-oracle is not built, run npm run tools)' : 'Kubernetes',
    oracle === undefined ? undefined : readByKubernetes,
  ],
];

describe.each(readers)('read by %s', (_name, read) => {
  const run = read === undefined ? test.skip.each : test.each;

  run(ENVIRONMENTS)('%s comes back as it was built', (_title, model) => {
    const objects = JSON.parse(JSON.stringify(buildObjects(model))) as unknown;
    expect(read?.(emitKubernetes(buildEnvironment(model)).content)).toEqual(objects);
  });

  run([['hostile-values']])('%s reach the container byte for byte', (fixture) => {
    const folder = join(REPOSITORY, '__tests__', 'fixtures', fixture);
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as unknown;
    const [model] = modelsOf(folder);
    const objects = model ? (read?.(emitKubernetes(buildEnvironment(model)).content) ?? []) : [];
    const deployment = objects.find(({ kind }) => kind === 'Deployment');
    const [container] = deployment.spec.template.spec.containers;
    const map = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === container.envFrom[0].configMapRef.name,
    );
    expect(map.data).toEqual(expected);
    // The kubelet turns each $$ into one $.
    expect(container.args).toEqual(['$$(VAR)', '{{ .x }}', '$$$$', '--flag=a b', '']);
  });
});
