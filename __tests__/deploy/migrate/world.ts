import { readFileSync, writeFileSync } from 'node:fs';
import type { Method } from '../../../deploy/method';
import type { MigrationRequest } from '../../../deploy/migrate/migrate';
import type { Side } from '../../../deploy/migrate/side';
import type { DataStore } from '../../../deploy/migrate/store';
import { thisRun } from '../../../deploy/release/identity';
import type { Running } from '../../../deploy/running';
import { MemoryLock } from '../release/fake-driver';
import { exampleModel } from '../secrets/models';

/** Stands for the death of the process. */
export class Killed extends Error {}

interface Place {
  /** Content by store; '' is empty. */
  readonly data: Record<string, string>;
  isRunning: boolean;
}

/** Two places in memory, and a counter of what was done to them. */
export interface World {
  readonly places: Record<'compose' | 'kubernetes', Place>;
  readonly log: string[];
  readonly locks: Record<'compose' | 'kubernetes', MemoryLock>;
  /** Dies at this moment, counted from 1; each deed has one before, one in the middle and one after it. */
  killAt: number;
  /** What Ctrl-C aborts. */
  stop: AbortController;
  /** Told each deed as it begins. */
  onDeed: (name: string) => void;
  moments: number;
  request(project: string, from?: Method, to?: Method): MigrationRequest;
}

const STORES = ['postgres', 'redis'];
const model = exampleModel();
const COMPONENTS = model.components.map(({ name }) => name);

/** A world in which everything is in the first place. */
export function createWorld(): World {
  const world: World = {
    places: {
      compose: { data: { postgres: 'rows', redis: 'keys' }, isRunning: true },
      kubernetes: { data: { postgres: '', redis: '' }, isRunning: true },
    },
    log: [],
    locks: { compose: new MemoryLock('a file'), kubernetes: new MemoryLock('a Lease') },
    killAt: 0,
    stop: new AbortController(),
    onDeed: () => {},
    moments: 0,
    request: (project, from = 'compose', to = 'kubernetes') => ({
      model,
      project,
      source: running(world, from),
      target: running(world, to),
      stores: STORES.map((name) => store(world, name)),
      locks: Object.values(world.locks),
      holder: thisRun(() => new Date(0)),
      signal: world.stop.signal,
      now: () => new Date(0),
      progress: () => {},
    }),
  };
  return world;
}

function placeOf(world: World, method: Method): Place {
  if (method !== 'compose' && method !== 'kubernetes') throw new Error(`no place for ${method}`);
  return world.places[method];
}

function moment(world: World): void {
  world.moments += 1;
  if (world.moments === world.killAt) throw new Killed();
}

/** Does something in two halves. */
async function deed(world: World, name: string, halves: readonly (() => void)[]): Promise<void> {
  moment(world);
  world.log.push(name);
  world.onDeed(name);
  for (const half of halves) {
    half();
    await Promise.resolve();
    moment(world);
  }
}

function running(world: World, method: Method): Running {
  const place = placeOf(world, method);
  const set = (isRunning: boolean) => () => {
    place.isRunning = isRunning;
  };
  const container = (workload: string) => ({ workload, id: workload, image: 'x', isReady: true, restarts: 0 });
  const refuse = () => Promise.reject(new Error('stores are fakes here'));
  return {
    method,
    containers: async () => [...STORES, ...(place.isRunning ? COMPONENTS : [])].map(container),
    missing: async () => [],
    execute: refuse,
    open: refuse,
    restart: refuse,
    freeze: () => deed(world, `freeze ${method}`, [set(false)]),
    thaw: () => deed(world, `thaw ${method}`, [set(true)]),
  };
}

function store(world: World, name: string): DataStore {
  const data = (side: Side) => placeOf(world, side.running.method).data;
  const set = (side: Side, content: () => string) => () => {
    data(side)[name] = content();
  };
  const fingerprint = async (side: Side) => ({ content: data(side)[name] ?? '' });
  return {
    name,
    checkVersions: async () => {},
    isEmpty: async (side) => data(side)[name] === '',
    dump: (side, file) => {
      const content = data(side)[name] ?? '';
      const write = (text: string) => () => writeFileSync(file, text);
      return deed(world, `dump ${name}`, [write(content.slice(0, 2)), write(content)]);
    },
    clear: (side) => deed(world, `clear ${name}`, [set(side, () => '')]),
    restore: (side, file) => {
      const content = readFileSync(file, 'utf8');
      return deed(world, `restore ${name}`, [set(side, () => 'half'), set(side, () => content)]);
    },
    fingerprint,
    compare: async (source, target) => {
      await deed(world, `compare ${name}`, []);
      return { source: await fingerprint(source), target: await fingerprint(target) };
    },
  };
}
