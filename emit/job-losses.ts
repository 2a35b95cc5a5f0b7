import { earlyJobs, preparesData } from '../model/derive/early-jobs';
import type { Component, Model } from '../model/model';

type PathAndReason = readonly [path: string, reason: string];

/** Jobs that should come before the components, where what applies the objects has no order, and why they do not. */
export function unorderedJobs(model: Model, reason: string): PathAndReason[] {
  return earlyJobs(model).map(({ name }) => [`components.${name}.kind`, reason]);
}

/** What a cluster cannot keep of jobs, whoever applies its objects. */
export function jobLosses(model: Model): PathAndReason[] {
  const late = model.components.filter((component) => component.kind === 'job' && !preparesData(component));
  return model.components.flatMap((component) => [
    ...(component.kind === 'job' && readsSecret(component)
      ? [
          [
            `components.${component.name}.deadline`,
            'it runs while the pod waits for a Secret that nobody has filled yet, and a Job that has failed does not start again: fill Secrets first',
          ] as const,
        ]
      : []),
    ...late
      .filter((job) => component.needs.some(({ name }) => name === job.name))
      .map(({ name }) => [`components.${component.name}.needs`, `nothing waits for the job ${name}`] as const),
  ]);
}

function readsSecret({ variables }: Component): boolean {
  return variables.some(({ value }) => value.kind === 'secret');
}
