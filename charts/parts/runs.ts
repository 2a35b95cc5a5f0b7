import type { Construct } from 'constructs';
import type { Component } from '../../model/model';
import type { ObjectMetadata } from '../environment-chart';
import { k8s } from '../k8s';
import { contentHash } from './config-map';

/** A run that could not start for this long is skipped; without it, 100 missed runs stop a CronJob for good. */
const STARTING_DEADLINE_SECONDS = 300;

/**
 * Adds a Job. A Job cannot be changed once it exists, so its name changes with its pod; and it has no
 * `ttlSecondsAfterFinished`, because the next apply would make it again and run it again.
 */
export function addJob(
  scope: Construct,
  component: Component,
  job: { readonly pod: k8s.PodTemplateSpec; readonly meta: (name: string) => ObjectMetadata },
): void {
  const spec = jobSpec(component, job.pod);
  const name = `${component.name}-${contentHash(podSpecOf(spec))}`;
  new k8s.KubeJob(scope, component.name, { metadata: job.meta(name), spec });
}

/** Adds a CronJob with its schedule in UTC. */
export function addCronJob(
  scope: Construct,
  component: Component,
  cron: { readonly pod: k8s.PodTemplateSpec; readonly metadata: ObjectMetadata },
): void {
  const { run } = component;
  if (run?.schedule === undefined) return;
  new k8s.KubeCronJob(scope, component.name, {
    metadata: cron.metadata,
    spec: {
      schedule: run.schedule,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: run.concurrency,
      startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: { metadata: { labels: cron.metadata.labels }, spec: jobSpec(component, cron.pod) },
    },
  });
}

/** The pod as it is sent: of a Job that exists, only this and labels that say no more cannot be changed. */
function podSpecOf(spec: k8s.JobSpec): unknown {
  return k8s.KubeJob.manifest({ spec }).spec.template.spec;
}

function jobSpec(component: Component, template: k8s.PodTemplateSpec): k8s.JobSpec {
  return {
    backoffLimit: component.run?.backoffLimit ?? 0,
    ...(component.run ? { activeDeadlineSeconds: component.run.deadlineSeconds } : {}),
    template,
  };
}
