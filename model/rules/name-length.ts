import { isStateful } from '../derive/capacity';
import { claimName, secretVolumeName } from '../derive/object-names';
import type { Component, Model } from '../model';
import type { Rule, RuleFinding } from './rule';

const LABEL_MAX = 63;
/** RFC 1035: a whole host name. */
const HOST_MAX = 253;
/** A CronJob adds 11 characters to the names of its Jobs (Kubernetes validates 52). */
const CRON_JOB_MAX = 52;
/** Pods of a StatefulSet carry the label controller-revision-hash: the name, a hyphen and up to 10 characters. */
const STATEFUL_MAX = 52;
/** What the webhook of CloudNativePG allows for a Cluster. */
const CNPG_MAX = 50;
/** `-env-` or `-init-` and the like, and a hash of 10 characters. */
const HASH_SUFFIX = '-passwd-0123456789'.length;

export const nameLength: Rule = {
  id: 'name-length',
  title: 'Names are short enough for what Kubernetes adds to them',
  why: 'Objects that are made from others add a suffix; beyond 63 characters the API server, or the controller, refuses them.',
  fix: 'Choose a shorter name.',
  check: ({ model }) => [
    ...model.components.flatMap(componentNames),
    ...model.backingServices.flatMap(({ name, hosting }) =>
      hosting.mode === 'builtin' || hosting.mode === 'cnpg'
        ? tooLong(name, hosting.mode === 'cnpg' ? CNPG_MAX : STATEFUL_MAX, ['backingServices', name])
        : [],
    ),
    ...instanceName(model),
  ],
};

function componentNames(component: Component): RuleFinding[] {
  const path = ['components', component.name];
  const ofKind =
    component.kind === 'cron' ? CRON_JOB_MAX : isStateful(component) ? STATEFUL_MAX : LABEL_MAX - HASH_SUFFIX;
  const findings = tooLong(component.name, ofKind, path);
  if ((component.ports.length > 0 || isStateful(component)) && /^[0-9]/.test(component.name))
    findings.push({
      place: { document: 'application', path, of: 'key' },
      message: `${component.name}: the name of a Service starts with a letter`,
      value: component.name,
    });
  const claims = component.volumes.flatMap((volume) =>
    tooLong(claimName(component, volume), LABEL_MAX, [...path, 'volumes', volume.name]),
  );
  const host = component.route ? tooLong(component.route.host, HOST_MAX, [...path, 'route']) : [];
  return [...findings, ...claims, ...secretVolumes(component), ...host];
}

/** A Secret that is mounted as files is a volume of the pod. */
function secretVolumes(component: Component): RuleFinding[] {
  const files = component.variables.flatMap(({ value }) =>
    value.kind === 'secret' && value.as === 'file' ? [value.secret] : [],
  );
  return [...new Set(files)].flatMap((secret) => tooLong(secretVolumeName(secret), LABEL_MAX, ['secrets', secret]));
}

function instanceName(model: Model): RuleFinding[] {
  const instance = `${model.application.name}-${model.environment.name}`;
  return [
    ...tooLong(instance, LABEL_MAX, ['name']),
    ...(model.environment.namespace === instance ? [] : tooLong(model.environment.namespace, LABEL_MAX, ['name'])),
  ];
}

function tooLong(name: string, max: number, path: readonly string[]): RuleFinding[] {
  if (name.length <= max) return [];
  return [
    {
      place: { document: 'application', path, of: 'key' },
      message: `the name ${name} has ${name.length} characters`,
      value: name,
      allowed: `at most ${max}`,
    },
  ];
}
