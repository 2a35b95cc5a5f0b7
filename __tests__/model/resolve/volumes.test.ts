import { describe, expect, test } from '@jest/globals';
import { buildObjects } from '../../../charts/build';
import { deriveCapacity } from '../../../model/derive/capacity';
import { loadOrThrow } from '../../../model/load/load';
import type { Model } from '../../../model/model';
import { loadTexts, memoryProject } from '../../support/project';
import type { AnyObject } from '../../support/projects';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    volumes:
      drafts: { path: /drafts, size: 1Gi }
      media: { path: /media, size: 2Gi, accessMode: ReadWriteMany }
`;
const ENVIRONMENT = `components:
  web:
    volumes: { drafts: { size: 3Gi, storageClass: fast }, media: { storageClass: shared } }
`;
const GIBIBYTE = 2 ** 30;

function modelOf(environment: string): Model {
  const [loaded] = loadOrThrow(memoryProject({ 'app.yaml': APP, 'envs/test.yaml': environment })).environments;
  if (loaded === undefined) throw new Error('there is no environment');
  return loaded.model;
}

/** Size and class of the claim of one pod, and of the claim that all share. */
function claimsOf(environment: string): unknown[] {
  const objects: readonly AnyObject[] = buildObjects(modelOf(environment));
  const [template] = objects.find(({ kind }) => kind === 'StatefulSet').spec.volumeClaimTemplates;
  const shared = objects.find(({ kind }) => kind === 'PersistentVolumeClaim');
  return [template, shared].map(({ spec }) => [spec.resources.requests.storage, spec.storageClassName]);
}

describe('volumes of a component', () => {
  test('have the size of app.yaml and the class of the cluster', () => {
    expect(claimsOf('')).toEqual([
      ['1Gi', undefined],
      ['2Gi', undefined],
    ]);
  });

  test('have what the environment says in their place, and a quota counts it', () => {
    expect(claimsOf(ENVIRONMENT)).toEqual([
      ['3Gi', 'fast'],
      ['2Gi', 'shared'],
    ]);
    expect(deriveCapacity(modelOf(ENVIRONMENT)).storageBytes).toBe(5 * GIBIBYTE);
  });

  test('that app.yaml does not have are refused', () => {
    const [issue] = loadTexts(APP, 'components: { web: { volumes: { draft: { size: 1Gi } } } }\n').issues;
    expect(issue).toMatchObject({ path: 'components.web.volumes.draft', nearest: 'drafts', severity: 'error' });
  });
});
