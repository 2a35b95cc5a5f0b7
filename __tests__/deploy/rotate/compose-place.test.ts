import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { Engine } from '../../../deploy/compose/engine';
import { ComposePlace } from '../../../deploy/rotate/compose-place';
import type { Running } from '../../../deploy/running';
import type { Component } from '../../../model/model';
import { type Fake, FakeDocker } from '../compose/fake-docker';
import { exampleModel } from '../secrets/models';

const parent = mkdtempSync(join(tmpdir(), 'manifold-place-'));
const docker = { current: undefined as FakeDocker | undefined };
afterEach(() => docker.current?.remove());
afterAll(() => rmSync(parent, { recursive: true }));

/** A project in a folder, with these containers of its component, and of another. */
function place(containers: (folder: string, component: string) => readonly Fake[]) {
  const model = exampleModel();
  const [{ name }] = model.components as [Component];
  const folder = join(mkdtempSync(join(parent, 'place-')), 'project');
  mkdirSync(join(folder, 'files'), { recursive: true });
  writeFileSync(join(folder, 'compose.yaml'), '');
  docker.current = new FakeDocker(containers(folder, name));
  const composePlace = new ComposePlace({
    model,
    engine: new Engine(docker.current.env),
    project: 'any',
    projectFolder: folder,
    secretsFolder: join(folder, '.secrets'),
    running: {} as Running,
    now: () => new Date(0),
  });
  return { composePlace, folder, name };
}

const labels = (folder: string) => ({
  'com.docker.compose.project.config_files': join(folder, 'compose.yaml'),
  'com.docker.compose.project.working_dir': join(folder, 'files'),
});

test('what was started with files that are there can be made again', async () => {
  const { composePlace } = place((folder, service) => [
    { service, labels: labels(folder) },
    { service: 'postgres', labels: labels('/nowhere') },
  ]);
  expect(await composePlace.check()).toEqual([]);
});

test('after the folder of the project was renamed, nothing is rotated before a deployment', async () => {
  const { composePlace, folder, name } = place((at, service) => [{ service, labels: labels(at) }]);
  renameSync(folder, `${folder}-renamed`);
  expect(await composePlace.check()).toEqual([
    {
      code: 'files-gone',
      path: name,
      message: expect.stringContaining(
        `${join(folder, 'compose.yaml')}, which is not there any more: run manifold deploy`,
      ),
      severity: 'error',
    },
  ]);
});

test('what does not run is not made again', async () => {
  const { composePlace } = place((_folder, service) => [{ service, isRunning: false, labels: labels('/nowhere') }]);
  expect(await composePlace.check()).toEqual([]);
});
