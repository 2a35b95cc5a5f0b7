import { type EnvironmentFacts, factsOf, literalFact, secretFact, type WorkloadFacts } from './facts';
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
  return facts;
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
