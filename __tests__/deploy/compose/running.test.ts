import { afterEach, expect, test } from '@jest/globals';
import { ComposeDriver } from '../../../deploy/compose/driver';
import type { Component } from '../../../model/model';
import { exampleModel } from '../secrets/models';
import { type Fake, FakeDocker } from './fake-docker';

const NAMES = ['web', 'job', 'report', 'idle'];
let docker: FakeDocker | undefined;

afterEach(() => {
  docker?.remove();
  docker = undefined;
});

function running(containers: readonly Fake[]) {
  docker = new FakeDocker(containers);
  const model = exampleModel();
  const [component] = model.components as [Component];
  const components = NAMES.map((name) => ({ ...component, name }));
  const driver = new ComposeDriver({
    model: { ...model, components },
    artifacts: [],
    projectFolder: docker.folder,
    env: docker.env,
    now: () => new Date(0),
  });
  return { running: driver.running, docker };
}

const CONTAINERS: readonly Fake[] = [
  { service: 'web' },
  { service: 'postgres' },
  { service: 'job', policy: 'on-failure', isRunning: false },
  { service: 'report', policy: 'no', isRun: true },
  { service: 'psql', policy: 'no', isRun: true },
];

test('freeze stops single runs of components too, and nothing else', async () => {
  const { running: place, docker: engine } = running(CONTAINERS);
  await place.freeze(NAMES);
  expect(engine.running()).toEqual(['postgres', 'psql-run']);
  await place.freeze(NAMES);
  expect(engine.log()).toEqual(['stop web report-run']);
});

test('thaw starts what is to run for good, and no job that has ended', async () => {
  const { running: place, docker: engine } = running([
    ...CONTAINERS,
    { service: 'idle', policy: 'no', isRunning: false },
  ]);
  await place.freeze(NAMES);
  await place.thaw(NAMES);
  expect(engine.running()).toEqual(['web', 'postgres', 'psql-run']);
  expect(engine.log().at(-1)).toBe('start web');
});

test('single runs are no containers of a workload', async () => {
  const { running: place } = running(CONTAINERS);
  expect((await place.containers()).map(({ id }) => id)).toEqual(['postgres', 'web']);
});
