import {
  type EnvironmentFacts,
  FACT_NAMES,
  type Fact,
  factsOf,
  literalFact,
  secretFact,
  type WorkloadFacts,
} from './facts';
import type { AnyObject } from './read-object';

const MEBIBYTE = 2 ** 20;

/**
 * The facts of one environment from its Terraform variables; `workloads`: those that run in the system, which a database
 * that the cloud runs is not.
 */
export function terraformFacts(variables: AnyObject, workloads: readonly string[]): EnvironmentFacts {
  const facts = new Map<string, WorkloadFacts>();
  for (const [name, service] of Object.entries((variables.services ?? {}) as Record<string, AnyObject>))
    facts.set(name, serviceFacts(service));
  for (const engine of [variables.database, variables.cache])
    if (engine?.enabled && workloads.includes(engine.identifier))
      facts.set(engine.identifier, factsOf({ image: engine.image, mainPort: engine.port }));
  for (const [name, container] of Object.entries((variables.containers ?? {}) as Record<string, AnyObject>))
    facts.set(name, both(facts.get(name) ?? {}, containerFacts(container)));
  return facts;
}

/** Two places that speak of one workload: where they differ, the fact is neither. */
function both(one: WorkloadFacts, other: WorkloadFacts): WorkloadFacts {
  const differing = FACT_NAMES.flatMap((name): [Fact, string][] => {
    const [first, second] = [one[name], other[name]];
    return first === undefined || second === undefined || first === second ? [] : [[name, `${first} and ${second}`]];
  });
  return { ...one, ...other, ...Object.fromEntries(differing) };
}

/** Containers of the root local; those of databases have variables and programs that are those of their image. */
function containerFacts(container: AnyObject): WorkloadFacts {
  const own = {
    image: container.image,
    mainPort: container.port,
    cpuLimit: container.cpu_limit_millicores,
    memoryLimit: container.memory_limit_mib * MEBIBYTE,
    minReplicas: container.replicas,
    user: container.user_id,
    writablePaths: container.writable_paths,
    stopGrace: container.stop_seconds,
  };
  if (!container.is_service) return factsOf(own);
  const command = commandOf({ command: container.entrypoint, args: container.command });
  const environment = { ...literals(container.environment), ...secrets(container.secret_environment) };
  return factsOf({ ...own, command, environment });
}

function serviceFacts(service: AnyObject): WorkloadFacts {
  return factsOf({
    image: service.image,
    environment: { ...literals(service.environment), ...secrets(service.secret_environment) },
    mainPort: service.port,
    healthPath: service.health_path,
    cpuLimit: service.cpu_limit_millicores,
    memoryLimit: service.memory_limit_mib * MEBIBYTE,
    cpuRequest: service.cpu_millicores,
    memoryRequest: service.memory_mib * MEBIBYTE,
    minReplicas: service.min_instances,
    maxReplicas: service.max_instances,
    user: service.user_id,
    address: service.host === undefined ? undefined : `${service.host}${service.path}`,
    command: commandOf(service),
  });
}

function commandOf({ command, args }: AnyObject): object | undefined {
  return (command ?? args ?? undefined) === undefined ? undefined : { command: command ?? [], args: args ?? [] };
}

function literals(environment: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, literalFact(text)]));
}

function secrets(environment: Readonly<Record<string, AnyObject>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, { name: secret, key, as_file: isFile }]) => [
      name,
      isFile ? literalFact(`/run/secrets/${secret}/${key}`) : secretFact(secret, key),
    ]),
  );
}
