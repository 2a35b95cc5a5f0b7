import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { emitCompose } from '../../../emit/compose/compose';
import { allLosses } from '../../../emit/synth';
import { earlyJobs } from '../../../model/derive/early-jobs';
import { loadOrThrow } from '../../../model/load/load';
import type { Model } from '../../../model/model';
import { memoryProject } from '../../support/project';
import type { AnyObject } from '../../support/projects';

const APP = `name: shop
components:
  api:
    kind: web
    image: shop/api:1
    ports: { http: 8080 }
    needs: [db]
    health: { readiness: { http: { path: / } } }
  report:
    kind: cron
    image: shop/api:1
    schedule: "@daily"
    needs: [db, migrate]
  migrate:
    kind: job
    image: shop/api:1
    needs: [db]
    environment: { PASSWORD: "\${db.password}" }
  seed:
    kind: job
    image: shop/api:1
    needs: [api, migrate]
  page:
    kind: web
    image: shop/page:1
    ports: { http: 8081 }
    needs: [seed]
    health: { readiness: { http: { path: / } } }
backingServices: { db: { engine: postgres, image: "postgres:17", database: shop, user: shop } }
`;

function model(): Model {
  const [loaded] = loadOrThrow(memoryProject({ 'app.yaml': APP, 'envs/test.yaml': '' })).environments;
  if (loaded === undefined) throw new Error('there is no environment');
  return loaded.model;
}

function conditionsOf(service: string): Record<string, string> {
  const file = emitCompose(model()).find(({ path }) => path.endsWith('/compose.yaml'));
  const { depends_on: needs = {} } = (load(file?.content ?? '') as AnyObject).services[service];
  return Object.fromEntries(
    Object.entries(needs as Record<string, AnyObject>).map(([name, { condition }]) => [name, condition]),
  );
}

function lossesOf(method: string): string[] {
  return allLosses([model()])
    .filter((loss) => loss.method === method)
    .map(({ path, reason }) => `${path}: ${reason}`);
}

test('components start after the jobs that prepare the data, as with deploy and Argo CD', () => {
  expect(earlyJobs(model()).map(({ name }) => name)).toEqual(['migrate']);
  expect(conditionsOf('api')).toEqual({ db: 'service_healthy', migrate: 'service_completed_successfully' });
  expect(conditionsOf('migrate')).toEqual({ db: 'service_healthy' });
});

test('a component that needs a job waits for its end, and shares no network with it', () => {
  expect(conditionsOf('page')).toEqual({
    migrate: 'service_completed_successfully',
    seed: 'service_completed_successfully',
  });
  expect(conditionsOf('seed')).toEqual({ api: 'service_healthy', migrate: 'service_completed_successfully' });
  const file = emitCompose(model()).find(({ path }) => path.endsWith('/compose.yaml'));
  expect(Object.keys((load(file?.content ?? '') as AnyObject).networks)).not.toContain('page.to.seed');
});

test('a run of the scheduler does not start a job again', () => {
  expect(conditionsOf('report')).toEqual({ db: 'service_healthy' });
});

test('what has no such order says so', () => {
  expect(lossesOf('kubernetes')).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^components\.migrate\.kind: `kubectl apply` starts it beside the components/),
      expect.stringMatching(/^components\.migrate\.deadline: it runs while the pod waits for a Secret/),
      'components.page.needs: nothing waits for the job seed',
    ]),
  );
  expect(lossesOf('helm')).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^components\.migrate\.kind: Helm starts it beside the components/),
      expect.stringMatching(/^components\.migrate\.deadline/),
    ]),
  );
  const compose = lossesOf('compose');
  expect(compose).toContain('components.report.needs: the scheduler of the host starts it, and waits for no job');
  expect(compose).toContainEqual(expect.stringMatching(/^components\.migrate\.kind: every `docker compose up` runs/));
});
