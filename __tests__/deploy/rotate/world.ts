import { createHash } from 'node:crypto';
import type { HeldLock } from '../../../deploy/release/lock-store';
import type { RotationPlace } from '../../../deploy/rotate/place';
import type { RotationRequest, RotationRun } from '../../../deploy/rotate/rotate';
import { scramVerifier } from '../../../deploy/rotate/scram';
import { STAND_IN_ROLE } from '../../../deploy/rotate/stand-in';
import type { ValueStore } from '../../../deploy/rotate/values';
import type { Running } from '../../../deploy/running';
import type { ExecResult } from '../../../lib/exec';
import { loadOrThrow } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import type { Model } from '../../../model/model';
import { REPOSITORY } from '../../support/command-line';

/** Stands for the death of the process. */
export class Killed extends Error {}

/** The development environment, with other users of its backing services. */
export function modelWith(users: Readonly<Record<string, string>> = {}): Model {
  const setApplication = Object.entries(users).map(([service, user]) => `backingServices.${service}.user=${user}`);
  const options = { environments: ['development'], setApplication };
  const [loaded] = loadOrThrow(openProject('.', REPOSITORY), options).environments;
  if (loaded === undefined) throw new Error('the development environment is gone');
  return loaded.model;
}

export const model: Model = modelWith();

export const OLD = {
  'backend/jwt-secret': 'old-jwt',
  'backend/session-secret': 'old-session',
  'postgres/password': 'old-postgres',
  'redis/password': 'old-redis',
} as const;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An environment in memory, which counts moments: one before and one after each effect. */
export interface World {
  /** By `secret/key`, those beside it included. */
  readonly store: Map<string, string>;
  /** Files of passwords as the servers see them, which are late. */
  readonly mounted: Record<'postgres' | 'redis', string>;
  readonly redis: { accepted: readonly string[]; readonly kept: { hashes: readonly string[] } };
  readonly postgres: { verifier: string; isMarked: boolean; standIn?: string | undefined; isSuperuser: boolean };
  /** What the component was started with. */
  started: ReadonlyMap<string, string>;
  /** Variables with which it was started instead of those that it was deployed with. */
  overrides: Readonly<Record<string, string | undefined>>;
  readonly inputs: string[];
  readonly commands: string[];
  readonly log: string[];
  killAt: number;
  moments: number;
  /** Looks at the world at every moment. */
  watch: () => void;
}

export function createWorld(): World {
  const store = new Map<string, string>(Object.entries(OLD));
  return {
    store,
    mounted: { postgres: OLD['postgres/password'], redis: OLD['redis/password'] },
    redis: { accepted: [sha256(OLD['redis/password'])], kept: { hashes: [] } },
    postgres: { verifier: scramVerifier(OLD['postgres/password']), isMarked: false, isSuperuser: true },
    started: new Map(store),
    overrides: {},
    inputs: [],
    commands: [],
    log: [],
    killAt: 0,
    moments: 0,
    watch: () => {},
  };
}

export const request = (world: World, project: string, names: readonly string[] = []): RotationRequest => ({
  model,
  withUsers: modelWith,
  project,
  method: 'kubernetes',
  place: placeOf(world),
  names,
  now: () => new Date(0),
});

const HOLDER = { id: 'me', by: 'me', machine: 'here', pid: 1, acquiredAt: 0, renewedAt: 0 };

export function run(signal = new AbortController().signal): RotationRun {
  let held: HeldLock | undefined;
  return {
    lock: {
      place: 'a lock',
      read: async () => held,
      replace: async (holder) => {
        held = { holder, version: '1' };
        return true;
      },
      remove: async () => {
        held = undefined;
        return true;
      },
    },
    holder: HOLDER,
    signal,
    timeoutSeconds: 60,
    say: () => {},
    pollMilliseconds: 1,
  };
}

/** Verifiers take their time by design, and the world is looked at often. */
const known = new Map<string, boolean>();

export function postgresTakes({ postgres }: World, password: string, role = 'user'): boolean {
  const verifier = role === STAND_IN_ROLE ? postgres.standIn : postgres.verifier;
  if (verifier === undefined) return false;
  const id = `${verifier} ${password}`;
  const salt = Buffer.from(/:([^$]+)\$/.exec(verifier)?.[1] ?? '', 'base64');
  const answer = known.get(id) ?? scramVerifier(password, salt) === verifier;
  known.set(id, answer);
  return answer;
}

export function redisTakes({ redis }: World, password: string): boolean {
  return redis.accepted.includes(sha256(password));
}

/** What Redis takes once it has started again. */
export function redisWouldTake({ redis, mounted }: World, password: string): boolean {
  return [...redis.kept.hashes, sha256(mounted.redis)].includes(sha256(password));
}

function moment(world: World): void {
  world.watch();
  world.moments += 1;
  if (world.moments === world.killAt) throw new Killed();
}

function effect(world: World, name: string, change: () => void): void {
  moment(world);
  world.log.push(name);
  change();
  moment(world);
}

function placeOf(world: World): RotationPlace {
  const restart = (name: string) => async (components: readonly string[]) => {
    if (components.length === 0) return;
    effect(world, `${name} ${components.join(' ')}`, () => {
      world.started = new Map(world.store);
    });
  };
  return {
    values: storeOf(world),
    running: runningOf(world),
    check: async () => [],
    switched: async () => {},
    start: async (components) => effect(world, `start ${components.join(' ')}`, () => {}),
    ready: restart('ready'),
    restart: restart('restart'),
    override: async (overrides) => {
      for (const [component, variables] of overrides)
        effect(world, `override ${component} ${JSON.stringify(variables)}`, () => {
          world.started = new Map(world.store);
          world.overrides = variables;
        });
    },
    nudge: async ({ workload }) => {
      const service = workload === 'redis' ? 'redis' : 'postgres';
      effect(world, `nudge ${service}`, () => {
        world.mounted[service] = world.store.get(`${service}/password`) ?? '';
      });
    },
  };
}

/** Not in one write, as with files. */
function storeOf(world: World): ValueStore {
  return {
    read: async (secret) => {
      const own = [...world.store].filter(([id]) => id.startsWith(`${secret}/`));
      return new Map(own.map(([id, value]) => [id.slice(secret.length + 1), value]));
    },
    write: async (secret, changes) => {
      for (const [key, value] of changes)
        effect(world, `${value === undefined ? 'remove' : 'write'} ${secret}/${key}`, () => {
          if (value === undefined) world.store.delete(`${secret}/${key}`);
          else world.store.set(`${secret}/${key}`, value);
        });
    },
  };
}

function runningOf(world: World): Running {
  const refuse = (): Promise<never> => Promise.reject(new Error('nothing else is asked of it'));
  const container = (workload: string) => ({ workload, id: workload, image: 'x', isReady: true, restarts: 0 });
  return {
    method: 'kubernetes',
    containers: async () => ['postgres', 'redis'].map(container),
    missing: async () => [],
    execute: async ({ workload }, command, { input = '' } = {}) => {
      world.commands.push(command.join(' '));
      world.inputs.push(String(input));
      const words = command.join(' ');
      if (words.includes('sha256sum < "$1"'))
        return said(`${sha256(world.mounted[workload === 'redis' ? 'redis' : 'postgres'])}  -\n`);
      return workload === 'redis'
        ? redisAnswer(world, words, String(input))
        : postgresAnswer(world, words, String(input));
    },
    open: refuse,
    freeze: refuse,
    thaw: refuse,
    restart: refuse,
  };
}

function redisAnswer(world: World, words: string, input: string): ExecResult {
  const { redis, mounted } = world;
  const load = (): void => {
    redis.accepted = [...redis.kept.hashes, sha256(mounted.redis)];
  };
  if (words.includes('cat >'))
    effect(world, 'accept redis', () => {
      redis.kept.hashes = input.trim().split('\n');
      load();
    });
  else if (words.includes('rm -f'))
    effect(world, 'retire redis', () => {
      redis.kept.hashes = [];
      load();
    });
  else if (words.includes(' ping'))
    return redisTakes(world, input.trim()) ? said('PONG\n') : { ...said('', 1), stderr: 'AUTH failed: WRONGPASS' };
  else return said('ready\n');
  return said('OK\n');
}

function postgresAnswer(world: World, words: string, input: string): ExecResult {
  const verifier = /PASSWORD '([^']+)'/.exec(input)?.[1];
  if (input.includes('rolsuper')) return said(world.postgres.isSuperuser ? 't\n' : 'f\n');
  if (input.includes('CREATE ROLE'))
    effect(world, 'make stand-in', () => {
      world.postgres.standIn = verifier;
    });
  else if (input.includes('DROP ROLE'))
    effect(world, 'drop stand-in', () => {
      world.postgres.standIn = undefined;
    });
  else if (verifier !== undefined)
    effect(world, 'alter postgres', () => {
      world.postgres.verifier = verifier;
    });
  else if (/^(?:touch|rm)/.test(words))
    effect(world, `${words.split(' ')[0]} postgres`, () => {
      world.postgres.isMarked = words.startsWith('touch');
    });
  else if (words.includes('PGPASSWORD') && !postgresTakes(world, input.trim(), roleIn(words)))
    return { ...said('', 2), stderr: 'FATAL:  password authentication failed for user "x"' };
  return said('1\n');
}

function roleIn(words: string): string {
  return words.includes(STAND_IN_ROLE) ? STAND_IN_ROLE : 'user';
}

function said(stdout: string, code = 0) {
  return { status: 'exited' as const, code, stdout, stderr: '' };
}
