import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { applyCrds, deleteCrds } from './support/crds';
import { applyObjects, deleteNamespace, tryKubectl } from './support/kubectl';

const tests = join(__dirname, '..');
const golden = join(tests, 'golden');

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The golden manifests of every fixture, with the Namespace that each starts with. */
const manifests = readdirSync(golden)
  .filter((project) => project !== 'pfm')
  .flatMap((project) =>
    readdirSync(join(golden, project))
      .filter((name) => name.endsWith('.k8s.yaml'))
      .map((name) => {
        const file = join(golden, project, name);
        const namespace = parseAllDocuments(readFileSync(file, 'utf8'))[0]?.toJS() as Manifest;
        return { file, title: `${project}/${name}`, namespace };
      }),
  );

beforeAll(async () => {
  await applyCrds();
  // A dry run does not make the Namespace, and without it nothing in it can be tried.
  await applyObjects(manifests.map(({ namespace }) => namespace));
});

afterAll(async () => {
  await Promise.all(manifests.map(({ namespace }) => deleteNamespace(namespace.metadata.name)));
  await deleteCrds();
});

test.each(manifests.map(({ title, file }) => [title, file] as const))(
  'the API server accepts %s without a warning',
  async (_title, file) => {
    const { code, stdout, stderr } = await tryKubectl(['apply', '--server-side', '--dry-run=server', '-f', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n').length).toBeGreaterThan(3);
  },
);
