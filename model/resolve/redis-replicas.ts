import { redisMaxmemory } from '../derive/redis-files';
import { REPLICA_RUN_FOLDER, REPLICA_SCRIPT, replicaHealth, replicaName } from '../derive/redis-replica';
import type { Builtin } from '../hosting';
import { compareText } from '../load/diagnostics';
import type { BackingService, Component, Need, Redis, Value, Variable } from '../model';
import { componentSettings } from '../schema/component-settings';

const GRACE_SECONDS = 10;

/** Adds a component for the copies of each builtin Redis that has some; whoever needs the Redis reaches them. */
export function withRedisReplicas(
  services: readonly BackingService[],
  components: readonly Component[],
): readonly Component[] {
  const copied = services.flatMap((service) =>
    service.engine === 'redis' && service.hosting.mode === 'builtin' && service.replicas > 0
      ? [{ service, hosting: service.hosting }]
      : [],
  );
  if (copied.length === 0) return components;
  const names = copied.map(({ service }) => service.name);
  const added = copied.map(({ service, hosting }) => replicaComponent(service, hosting));
  return [...components.map((component) => withReplicaNeeds(component, names)), ...added].sort((a, b) =>
    compareText(a.name, b.name),
  );
}

/** What watches the primary asks the primary alone. */
function withReplicaNeeds(component: Component, copied: readonly string[]): Component {
  if (component.purpose === 'monitoring') return component;
  const needed = component.needs.filter(({ kind, name }) => kind === 'backingService' && copied.includes(name));
  const needs = needed.map((need): Need => ({ kind: 'component', name: replicaName(need) }));
  return needs.length === 0 ? component : { ...component, needs: [...component.needs, ...needs] };
}

function replicaComponent(service: Redis, hosting: Builtin): Component {
  const { rollout } = componentSettings.parse({});
  return {
    name: replicaName(service),
    kind: 'worker',
    image: hosting.image,
    command: ['sh', '-c', REPLICA_SCRIPT, 'replica'],
    user: hosting.userId,
    ports: [{ name: 'redis', number: service.port }],
    variables: variablesOf(service, hosting),
    buildArguments: [],
    health: replicaHealth(service.port),
    needs: [{ name: service.name, kind: 'backingService' }],
    volumes: [],
    writablePaths: [REPLICA_RUN_FOLDER, '/data'],
    shutdownGraceSeconds: GRACE_SECONDS,
    replicas: service.replicas,
    resources: hosting.resources,
    rollout,
  };
}

/** In the order of their names, as every component has them. */
function variablesOf({ host, maxmemoryPolicy, password, port }: Redis, { resources }: Builtin): Variable[] {
  const literal = (text: string): Value => ({ kind: 'literal', text });
  const values: Readonly<Record<string, Value>> = {
    MAXMEMORY: literal(String(redisMaxmemory(resources.limits.memory.bytes))),
    MAXMEMORY_POLICY: literal(maxmemoryPolicy),
    PASSWORD_FILE: { kind: 'secret', ...password, as: 'file' },
    PRIMARY_HOST: { kind: 'literal', text: host, marks: [{ at: 0, length: host.length, what: 'name' }] },
    PRIMARY_PORT: literal(String(port)),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
