import { afterEach, expect, test } from '@jest/globals';
import { ComposeDriver } from '../../../deploy/compose/driver';
import { exampleModel } from '../secrets/models';
import { type Fake, FakeDocker } from './fake-docker';

const COMPOSE = `services:
  web: { image: a }
  cache: { image: a }
  prometheus: { image: a, profiles: [monitoring] }
  traefik: { image: a, profiles: [edge] }
`;

let docker: FakeDocker | undefined;

afterEach(() => {
  docker?.remove();
  docker = undefined;
});

function driver(containers: readonly Fake[]): ComposeDriver {
  docker = new FakeDocker(containers);
  return new ComposeDriver({
    model: { ...exampleModel(), components: [] },
    artifacts: [{ path: 'compose/development/compose.yaml', content: COMPOSE }],
    projectFolder: docker.folder,
    env: docker.env,
    now: () => new Date(0),
  });
}

const RUNNING = ['cache', 'prometheus', 'traefik', 'web'].map((service) => ({ service }));

test('what a profile has started is not deleted', async () => {
  const compose = driver(RUNNING);
  expect(await compose.changes(compose.artifacts)).toEqual([]);
});

test('what the file does not name at all is', async () => {
  const compose = driver([...RUNNING, { service: 'old' }]);
  expect(await compose.changes(compose.artifacts)).toEqual([{ action: 'delete', what: 'Service/old', fields: [] }]);
});

test('what is there are services, however many containers each has', async () => {
  expect(await driver([...RUNNING, { service: 'old' }, { service: 'old' }]).deployedCount()).toBe(5);
});

test('what a profile has started, and does not run well, is not waited for', async () => {
  const compose = driver(RUNNING.map(({ service }) => ({ service, isRunning: service !== 'traefik' })));
  const { artifacts } = compose;
  const steps = compose.steps({ artifacts, inventory: [], isRollback: false, wasShown: true, wait: true });
  const context = { signal: new AbortController().signal, deadline: 5000, say: () => {}, made: async () => {} };
  expect(await steps.find(({ name }) => name === 'services')?.run(context)).toEqual({ ok: true });
});
