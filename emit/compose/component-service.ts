import { literalVariables, SECRETS_FOLDER } from '../../charts/parts/variables';
import { composeHostPorts, composeReplicas } from '../../model/derive/compose-ports';
import { earlyJobs, followsEarlyJobs } from '../../model/derive/early-jobs';
import { isForMonitoring } from '../../model/derive/exporters';
import type { Component, Model } from '../../model/model';
import type { Resources } from '../../model/schema/resources';
import { healthCheck } from './health';
import type { NetworkPlan } from './networks';
import { MONITORING_PROFILE } from './profiles';
import { secretPath, secretSource, secretVariablesOf, variablesFile } from './secret-files';
import { type Condition, deployOf, escapeVariables, HARDENED, type Service, scratch } from './service';
import { ownerService, volumeName } from './volumes';

/** Profile of what only runs when it is asked for. */
export const JOBS_PROFILE = 'jobs';

/** The service of a component. */
export function componentService(model: Model, component: Component, plan: NetworkPlan): Service {
  const variables = secretVariablesOf(component);
  const check = healthCheck(component.health);
  const { pullPolicy } = model.environment.images;
  const service = {
    image: component.image.text,
    pull_policy: PULL_POLICIES[pullPolicy],
    ...(component.command === undefined ? {} : { entrypoint: component.command }),
    ...(component.args === undefined ? {} : { command: component.args }),
    user: `${component.user}:${component.user}`,
    ...HARDENED,
    restart: restartOf(component),
    stop_grace_period: `${component.shutdownGraceSeconds}s`,
    ...profilesOf(component),
    ...unlessEmpty('environment', literalVariables(component)),
    ...unlessEmpty('volumes', mounts(component)),
    ...unlessEmpty('tmpfs', scratch(component.writablePaths, component.user)),
    ...unlessEmpty('ports', publishedPorts(model, component)),
    ...networksOf(plan, component.name),
    ...unlessEmpty('depends_on', dependencies(model, component)),
    ...(check === undefined ? {} : { healthcheck: check }),
    deploy: deployOf(amountsOf(component.resources), composeReplicas(component)),
  };
  return {
    ...escapeVariables(service),
    ...(Object.keys(variables).length === 0
      ? {}
      : { env_file: [{ path: secretPath(model, variablesFile(component)), format: 'raw' as const }] }),
    ...unlessEmpty('secrets', mountedSecretsOf(component)),
  };
}

export const PULL_POLICIES = { Always: 'always', IfNotPresent: 'missing', Never: 'never' } as const;

/** CPU and memory as numbers. */
export function amountsOf(resources: Resources): Parameters<typeof deployOf>[0] {
  const amounts = (of: Resources['limits']): { cpuMillicores: number; memoryBytes: number } => ({
    cpuMillicores: of.cpu.millicores,
    memoryBytes: of.memory.bytes,
  });
  return { limits: amounts(resources.limits), requests: amounts(resources.requests) };
}

function profilesOf(component: Component): Pick<Service, 'profiles'> {
  if (component.kind === 'cron') return { profiles: [JOBS_PROFILE] };
  return isForMonitoring(component) ? { profiles: [MONITORING_PROFILE] } : {};
}

function restartOf({ kind, run }: Component): string {
  if (kind === 'cron') return 'no';
  if (run === undefined) return 'unless-stopped';
  return run.backoffLimit === 0 ? 'no' : `on-failure:${run.backoffLimit}`;
}

function mounts(component: Component): object[] {
  return [
    ...component.volumes.map((volume) => ({
      type: 'volume',
      source: volumeName(volume.of ?? component.name, volume.name),
      target: volume.path,
      ...(volume.of === undefined ? {} : { read_only: true }),
    })),
  ];
}

function mountedSecretsOf(component: Component): { source: string; target: string }[] {
  const files = component.variables.flatMap(({ value }) =>
    value.kind === 'secret' && value.as === 'file' ? [`${value.secret}/${value.key}`] : [],
  );
  return [...new Set(files)].sort().map((file) => {
    const [secret = '', key = ''] = file.split('/');
    return { source: secretSource(secret, key), target: `${SECRETS_FOLDER}/${file}` };
  });
}

function publishedPorts(model: Model, component: Component): object[] {
  const published = composeHostPorts(model).get(component.name);
  if (published === undefined) return [];
  return [{ target: component.ports[0]?.number, published: String(published), host_ip: '127.0.0.1', protocol: 'tcp' }];
}

function networksOf(plan: NetworkPlan, name: string): Pick<Service, 'networks' | 'network_mode'> {
  const networks = plan.of.get(name);
  return networks === undefined ? { network_mode: 'none' } : { networks };
}

function dependencies(model: Model, component: Component): Record<string, { condition: Condition }> {
  const result: Record<string, { condition: Condition }> = {};
  for (const { of } of component.volumes)
    result[ownerService(of ?? component.name)] = { condition: 'service_completed_successfully' };
  const jobs = followsEarlyJobs(component) ? earlyJobs(model) : [];
  for (const { name } of jobs) result[name] = { condition: 'service_completed_successfully' };
  for (const need of component.needs) {
    // Compose would run the job again before each run that the scheduler of the host starts.
    if (need.kind === 'job' && component.kind === 'cron') continue;
    const target = model.components.find(({ name }) => name === need.name);
    const service = model.backingServices.find(({ name }) => name === need.name);
    if (target !== undefined) result[need.name] = { condition: conditionOf(target) };
    else if (service?.hosting.mode === 'builtin') result[need.name] = { condition: 'service_healthy' };
  }
  return result;
}

function conditionOf(target: Component): Condition {
  if (target.run !== undefined) return 'service_completed_successfully';
  return healthCheck(target.health) === undefined ? 'service_started' : 'service_healthy';
}

function unlessEmpty<K extends string, T extends object>(key: K, value: T): Partial<Record<K, T>> {
  return Object.keys(value).length === 0 ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}
