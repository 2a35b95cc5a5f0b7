/** What can be read from every output: the same words for the same thing, whatever the method calls it. */
export const FACTS = {
  image: 'image',
  command: 'program and arguments in place of those of the image',
  environment: 'variables: their text, or the secret and key that they hold',
  secretFiles: 'paths of secrets that are mounted as files',
  ports: 'ports that it listens on',
  mainPort: 'its first port',
  health: 'how readiness is asked',
  healthPath: 'path of an HTTP probe',
  healthTiming: 'seconds of one probe, until it counts as not ready, and for the start',
  cpuLimit: 'CPU at most, in thousandths of a core',
  memoryLimit: 'memory at most, in bytes',
  cpuRequest: 'CPU asked for, in thousandths of a core',
  memoryRequest: 'memory asked for, in bytes',
  minReplicas: 'containers at least',
  maxReplicas: 'containers at most',
  volumes: 'paths of volumes',
  volumeSizes: 'sizes of volumes, in bytes',
  volumeClasses: 'storage classes of volumes, where it is not that of the cluster',
  writablePaths: 'paths that are writable and do not last',
  user: 'user id of the process',
  hardening: 'read-only root, no privileges, no new ones',
  stopGrace: 'seconds between SIGTERM and SIGKILL, without draining',
  linked: 'workloads inside with which it may exchange traffic',
  calls: 'those of them that it may call',
  leaves: 'whether it may talk to the outside',
  address: 'host and path at which the outside reaches it',
  route: 'host, path and port at which the outside reaches it',
  headers: 'security headers of its answers to the outside',
  requestRate: 'requests a second that one client may send',
  requestBurst: 'requests that one client may send at once',
  schedule: 'when it runs',
} as const;

export type Fact = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as readonly Fact[];

/** Facts of one workload; a fact that is absent is one that the workload does not have. */
export type WorkloadFacts = Readonly<Partial<Record<Fact, string>>>;

/** Facts of one environment as one method states them, by workload. */
export type EnvironmentFacts = ReadonlyMap<string, WorkloadFacts>;

/** A value as text that is equal for equal values: keys in order. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Facts from values; `undefined` and empty maps and lists mean that there is none. */
export function factsOf(values: Readonly<Partial<Record<Fact, unknown>>>): WorkloadFacts {
  const facts: Partial<Record<Fact, string>> = {};
  for (const name of FACT_NAMES) {
    const value = values[name];
    if (value === undefined || isEmpty(value)) continue;
    facts[name] = canonical(value);
  }
  return facts;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** What a variable holds, as a fact. */
export function literalFact(text: string): string {
  return `text ${JSON.stringify(text)}`;
}

/** A variable that holds a key of a secret, as a fact. */
export function secretFact(secret: string, key: string): string {
  return `secret ${secret}/${key}`;
}

/** The address within a route. */
export function addressOf(route: string | undefined): string | undefined {
  return route?.replace(/ :\S*$/, '');
}

/** All that every container has. */
export const HARDENED = { readOnlyRoot: true, dropped: ['ALL'], privilegeEscalation: false };
