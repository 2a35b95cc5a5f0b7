import { POSTGRES_GRACE_SECONDS, postgresVariables, REDIS_GRACE_SECONDS } from '../../charts/parts/engines';
import { literalVariables, SECRETS_FOLDER } from '../../charts/parts/variables';
import { passwordFile, postgresHealth, redisHealth } from '../../model/derive/backing-health';
import { composeNetworks, OUTSIDE } from '../../model/derive/compose-networks';
import { composeHostPorts, composeReplicas } from '../../model/derive/compose-ports';
import { dataPath } from '../../model/derive/data-path';
import { REDIS_CONFIG_FOLDER } from '../../model/derive/redis-files';
import type { Builtin } from '../../model/hosting';
import type { BackingService, Component, Health, Model } from '../../model/model';
import type { Resources } from '../../model/schema/resources';
import { mountedFiles, SHARED_MEMORY_BYTES } from '../compose/backing-service';
import { healthCheck } from '../compose/health';
import { subnetsOf } from '../compose/networks';
import { secretVariablesOf } from '../compose/secret-files';
import { mebibytes } from './amounts';
import type { Json } from './json';

/** What the root `local` runs on an engine: the same containers and networks as the Compose project, jobs left out. */
export function containersVariable(model: Model): { readonly networks: Json; readonly containers: Json } | undefined {
  if (model.environment.provider !== 'local') return undefined;
  const running = new Map<string, ContainerOf>();
  for (const service of model.backingServices) {
    const { name, hosting } = service;
    if (hosting.mode === 'builtin') running.set(name, (networks) => backingContainer(service, hosting, networks));
  }
  const hostPorts = composeHostPorts(model);
  for (const component of model.components)
    if (component.run === undefined)
      running.set(component.name, (networks) =>
        componentContainer(component, { networks, hostPort: hostPorts.get(component.name) }),
      );
  const members = [...composeNetworks(model)]
    .map(([name, services]) => ({ name, services: services.filter((service) => running.has(service)) }))
    .filter(({ name, services }) => services.length > (name.endsWith(OUTSIDE) ? 0 : 1));
  const subnets = subnetsOf(model.environment.infrastructure.network.cidr, members.length);
  return {
    networks: Object.fromEntries(
      members.map(({ name }, index) => [name, { subnet: subnets[index], internal: !name.endsWith(OUTSIDE) }]),
    ),
    containers: Object.fromEntries(
      [...running].map(([name, of]) => [
        name,
        of(members.filter(({ services }) => services.includes(name)).map((network) => network.name)),
      ]),
    ),
  };
}

type ContainerOf = (networks: readonly string[]) => Json;

function backingContainer(service: BackingService, hosting: Builtin, networks: readonly string[]): Json {
  const isPostgres = service.engine === 'postgres';
  return {
    image: hosting.image.text,
    is_service: false,
    replicas: 1,
    ...(isPostgres ? {} : { entrypoint: ['sh', `${REDIS_CONFIG_FOLDER}/start.sh`] }),
    user_id: hosting.userId,
    environment: isPostgres ? postgresVariables(service) : {},
    files: Object.fromEntries(mountedFiles(service, hosting).map(({ target, content }) => [target, content])),
    secret_files: { [passwordFile(service)]: { name: service.password.secret, key: service.password.key } },
    volumes: { data: dataPath(service.engine) },
    writable_paths: [isPostgres ? '/var/run/postgresql' : '/run/redis', '/tmp'],
    networks,
    port: service.port,
    ...limits(hosting.resources),
    shared_memory_mib: isPostgres ? mebibytes(SHARED_MEMORY_BYTES) : undefined,
    stop_seconds: isPostgres ? POSTGRES_GRACE_SECONDS : REDIS_GRACE_SECONDS,
    health_check: check(isPostgres ? postgresHealth(service) : redisHealth(service)),
  };
}

function componentContainer(
  component: Component,
  place: { readonly networks: readonly string[]; readonly hostPort: number | undefined },
): Json {
  const files = component.variables.flatMap(({ value }) =>
    value.kind === 'secret' && value.as === 'file' ? [value] : [],
  );
  return {
    image: component.image.text,
    is_service: true,
    replicas: composeReplicas(component),
    entrypoint: component.command,
    command: component.args,
    user_id: component.user,
    environment: literalVariables(component),
    secret_environment: Object.fromEntries(
      Object.entries(secretVariablesOf(component)).map(([name, { secret, key }]) => [name, { name: secret, key }]),
    ),
    secret_files: Object.fromEntries(
      files.map(({ secret, key }) => [`${SECRETS_FOLDER}/${secret}/${key}`, { name: secret, key }]),
    ),
    volumes: Object.fromEntries(component.volumes.map(({ name, path }) => [name, path])),
    writable_paths: component.writablePaths,
    networks: place.networks,
    port: component.ports[0]?.number,
    host_port: place.hostPort,
    ...limits(component.resources),
    stop_seconds: component.shutdownGraceSeconds,
    health_check: check(component.health),
  };
}

function limits({ limits: { cpu, memory } }: Resources) {
  return { cpu_limit_millicores: cpu.millicores, memory_limit_mib: mebibytes(memory.bytes) };
}

function check(health: Health | undefined): Json | undefined {
  const found = healthCheck(health);
  if (found === undefined) return undefined;
  const { test, interval, timeout, retries, start_period: startPeriod } = found;
  return {
    test,
    interval_seconds: Number.parseInt(interval, 10),
    timeout_seconds: Number.parseInt(timeout, 10),
    retries,
    start_period_seconds: Number.parseInt(startPeriod, 10),
  };
}
