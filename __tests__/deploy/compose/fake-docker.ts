import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { EngineContainer } from '../../../deploy/compose/containers';

const PROJECT = 'com.docker.compose.project';
const SCRIPT = `#!${execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const state = process.env.FAKE_DOCKER;
const [command, ...words] = process.argv.slice(2);
const containers = JSON.parse(readFileSync(state, 'utf8'));
const set = (isRunning) => {
  appendFileSync(state + '.log', [command, ...words].join(' ') + '\\n');
  for (const each of containers.filter(({ Id }) => words.includes(Id)))
    Object.assign(each.State, { Running: isRunning, Status: isRunning ? 'running' : 'exited' });
  const isOver = ({ State, Config }) => !State.Running && Config.Labels.rm === 'True';
  writeFileSync(state, JSON.stringify(containers.filter((each) => !isOver(each))));
};
if (command === 'ps') console.log(containers.map(({ Id }) => Id).join('\\n'));
if (command === 'inspect') console.log(JSON.stringify(containers.filter(({ Id }) => words.includes(Id))));
if (command === 'stop') set(false);
if (command === 'start') set(true);
if (command === 'compose' && words[0] === 'version') console.log('2.39.1');
`;

export interface Fake {
  readonly service: string;
  readonly policy?: string;
  readonly isRunning?: boolean;
  /** Started by `docker compose run --rm`. */
  readonly isRun?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An engine whose containers stand in a file; the real one is for the end-to-end tests. */
export class FakeDocker {
  readonly folder = mkdtempSync(join(tmpdir(), 'manifold-docker-'));
  private readonly state = join(this.folder, 'state.json');

  constructor(containers: readonly Fake[]) {
    writeFileSync(join(this.folder, 'docker'), SCRIPT);
    chmodSync(join(this.folder, 'docker'), 0o755);
    writeFileSync(this.state, JSON.stringify(containers.map(containerOf)));
  }

  get env(): Record<string, string> {
    return { PATH: this.folder, FAKE_DOCKER: this.state };
  }

  /** Services of the containers that run. */
  running(): readonly string[] {
    const found = JSON.parse(readFileSync(this.state, 'utf8')) as EngineContainer[];
    return found.filter(({ State }) => State.Running).map(({ Id }) => Id);
  }

  /** What it was asked to stop and to start. */
  log(): readonly string[] {
    const file = `${this.state}.log`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function containerOf({ service, policy = 'unless-stopped', isRunning = true, isRun = false, labels = {} }: Fake) {
  const id = isRun ? `${service}-run` : service;
  const runLabels: Readonly<Record<string, string>> = isRun ? { 'com.docker.compose.oneoff': 'True', rm: 'True' } : {};
  return {
    Id: id,
    Name: `/${id}`,
    RestartCount: 0,
    State: { Status: isRunning ? 'running' : 'exited', Running: isRunning, ExitCode: 0 },
    HostConfig: { RestartPolicy: { Name: policy } },
    Config: {
      Image: 'image',
      Labels: { [PROJECT]: 'any', 'com.docker.compose.service': service, ...runLabels, ...labels },
    },
    NetworkSettings: {},
  } satisfies EngineContainer;
}
