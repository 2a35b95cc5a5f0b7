import { expect, test } from '@jest/globals';
import { type EngineContainer, isUp } from '../../../deploy/compose/containers';

function container(policy: string, state: Partial<EngineContainer['State']>): EngineContainer {
  return {
    Id: 'c1',
    Name: '/c1',
    RestartCount: 0,
    State: { Status: 'running', Running: true, ExitCode: 0, ...state },
    HostConfig: { RestartPolicy: { Name: policy } },
    Config: { Image: 'image', Labels: {} },
    NetworkSettings: {},
  };
}

const EXITED = { Status: 'exited', Running: false } as const;

test.each([
  ['a service that runs', 'unless-stopped', {}, true],
  ['a service whose check passes', 'unless-stopped', { Health: { Status: 'healthy' } }, true],
  ['a service whose check has not passed yet', 'unless-stopped', { Health: { Status: 'starting' } }, false],
  ['a service that somebody stopped', 'unless-stopped', { ...EXITED, ExitCode: 0 }, false],
  ['a job that still runs, and may yet fail', 'no', {}, false],
  ['a job that still runs, and would be tried again', 'on-failure', {}, false],
  ['a job that ended well', 'no', { ...EXITED, ExitCode: 0 }, true],
  ['a job that failed', 'on-failure', { ...EXITED, ExitCode: 1 }, false],
  ['a job between two attempts', 'on-failure', { Status: 'restarting', Running: true, ExitCode: 1 }, false],
] as const)('%s', (_title, policy, state, up) => {
  expect(isUp(container(policy, state))).toBe(up);
});
