import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deleteNamespace, kubectl, tryKubectl } from './support/kubectl';
import { httpFromPod, images, runInPod, untilAnswers } from './support/pods';
import { runManifold } from './support/project';

const namespace = 'hostile-only';
const fixture = join(__dirname, '..', 'fixtures', 'hostile-values');
const scratch = mkdtempSync(join(tmpdir(), 'manifold-hostile-'));
const pod = { namespace, pod: 'deployment/web' };

beforeAll(async () => {
  await deleteNamespace(namespace);
  const set = [
    `components.web.image=${images.node}`,
    'components.web.environment.PORT=8080',
    'images.pullPolicy=IfNotPresent',
  ];
  const words = [
    'synth',
    '--project',
    fixture,
    '--dir',
    join(scratch, 'dist'),
    ...set.flatMap((each) => ['--set', each]),
  ];
  const { code, stderr } = await runManifold(words);
  if (code !== 0) throw new Error(stderr);
  const applied = await tryKubectl(['apply', '-f', join(scratch, 'dist')]);
  if (applied.code !== 0) throw new Error(applied.stderr);
  await kubectl(['rollout', 'status', 'deployment/web', '-n', namespace, '--timeout=90s']);
});

afterAll(async () => {
  await deleteNamespace(namespace);
  rmSync(scratch, { recursive: true });
});

test('every value reaches the process byte for byte', async () => {
  const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')) as Record<string, string>;
  await untilAnswers(pod, 'http://localhost:8080/');
  const shown = JSON.parse((await httpFromPod(pod, 'http://localhost:8080/env')).body) as Record<string, string>;
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, shown[name]]))).toEqual(expected);
});

test('every argument reaches the process byte for byte', async () => {
  const script =
    "process.stdout.write(JSON.stringify(fs.readFileSync('/proc/1/cmdline', 'utf8').split('\\0').slice(2, -1)))";
  const shown = await runInPod(pod, ['/usr/bin/node', '-e', script]);
  expect(JSON.parse(shown)).toEqual(['$(VAR)', '{{ .x }}', '$$', '--flag=a b', '']);
});
