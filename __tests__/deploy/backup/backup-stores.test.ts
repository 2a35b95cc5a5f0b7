import { expect, test } from '@jest/globals';
import { backupStoresOf } from '../../../deploy/backup/backup-stores';
import type { Running } from '../../../deploy/running';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  web: { kind: web, image: "shop/web:1", ports: { http: 8080 }, health: { readiness: { http: { path: / } } }, needs: [db, jobs] }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
  jobs: { engine: redis, image: "redis:7" }
`;

test('what CloudNativePG keeps is no store of ours, and the note says what to use', () => {
  const { environments } = loadTexts(APP, 'backingServices:\n  db: { cnpg: {} }\n');
  const services = environments[0]?.model.backingServices ?? [];
  const { stores, notes } = backupStoresOf(services, {} as Running);
  expect(stores.map(({ store }) => store.name)).toEqual(['jobs']);
  expect(notes).toEqual([expect.stringContaining('kubectl cnpg backup db')]);
});
