import { describe, expect, test } from '@jest/globals';
import { buildObjects } from '../../../charts/build';
import type { Model } from '../../../model/model';
import { type AnyObject, ENVIRONMENTS } from '../../support/projects';

const WAVE = 'argocd.argoproj.io/sync-wave';

function waveOf({ metadata }: AnyObject): number {
  return Number(metadata.annotations?.[WAVE] ?? 0);
}

function nameOf({ metadata }: AnyObject): string {
  return metadata.labels?.['app.kubernetes.io/name'] ?? '';
}

/** What the pods of an object cannot start without: configuration, Secrets, claims and their ServiceAccount. */
function mountedBy(object: AnyObject): string[] {
  const text = JSON.stringify(object.spec?.template ?? object.spec?.jobTemplate ?? {});
  const pattern =
    /"(configMapRef|configMapKeyRef|configMap|secretKeyRef|secret|persistentVolumeClaim)":\{[^{}]*?"(?:name|secretName|claimName)":"([^"]+)"/g;
  const account = /"serviceAccountName":"([^"]+)"/.exec(text)?.[1];
  const kinds: Record<string, string> = { c: 'ConfigMap', s: 'Secret', p: 'PersistentVolumeClaim' };
  const found = [...text.matchAll(pattern)].map(([, field = '', name]) => `${kinds[field[0] ?? '']}/${name}`);
  return account === undefined ? found : [...found, `ServiceAccount/${account}`];
}

const followed = ENVIRONMENTS.filter(
  ([, model]) => model.gitops && model.components.some(({ kind }) => kind === 'job'),
);

test('some environments have jobs and are followed', () => {
  expect(followed.map(([title]) => title)).toContain('queue-workers laptop');
});

describe.each(followed)('%s', (_title, model, objects) => {
  test('nothing waits for what comes in a later wave', () => {
    const waves = new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, waveOf(object)]));
    const pods = objects.filter(({ spec }) => spec?.template?.spec || spec?.jobTemplate);
    expect(pods.flatMap(mountedBy).length).toBeGreaterThan(5);
    for (const object of pods)
      for (const name of mountedBy(object)) expect(waves.get(name) ?? 0).toBeLessThanOrEqual(waveOf(object));
  });

  test('a component comes no earlier than what it needs', () => {
    const wave = (name: string): number => Math.max(...objects.filter((each) => nameOf(each) === name).map(waveOf), 0);
    for (const { name, needs } of model.components)
      for (const need of needs) expect(wave(need.name)).toBeLessThanOrEqual(wave(name));
  });

  test('a job that prepares data is before every component and after the data', () => {
    const jobs = objects.filter(({ kind, metadata }) => kind === 'Job' && metadata.annotations?.[WAVE] === '1');
    expect(jobs.length).toBeGreaterThan(0);
    const running = objects.filter(({ kind }) => kind === 'Deployment');
    expect(new Set(running.map(waveOf))).toEqual(new Set([2]));
    const names = model.backingServices.map(({ name }) => name);
    const data = objects.filter((object) => object.kind === 'StatefulSet' && names.includes(nameOf(object)));
    for (const object of data) expect(waveOf(object)).toBe(0);
  });
});

test('without Argo CD, or without such a job, there are no waves', () => {
  const without = ENVIRONMENTS.map(([, { gitops: _gitops, ...model }]): Model => model).flatMap(buildObjects);
  const pfm = ENVIRONMENTS.filter(([title]) => title.startsWith('pfm ')).flatMap(([, , objects]) => objects);
  for (const object of [...without, ...pfm]) expect(waveOf(object)).toBe(0);
});
