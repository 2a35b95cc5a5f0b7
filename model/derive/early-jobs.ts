import type { Component, Model } from '../model';
import { isForMonitoring } from './exporters';

/** Whether it comes before the components. One that needs a component or another job, or brings a claim, cannot. */
export function preparesData({ kind, needs, volumes }: Component): boolean {
  return (
    kind === 'job' && volumes.length === 0 && needs.every((need) => need.kind !== 'component' && need.kind !== 'job')
  );
}

/** Jobs that prepare the data, such as a migration: what runs the new version comes after them. */
export function earlyJobs(model: Model): readonly Component[] {
  return model.components.filter(preparesData);
}

/** Whether a component waits for the jobs that prepare the data; what is watched and run now and then does not. */
export function followsEarlyJobs(component: Component): boolean {
  return component.run === undefined && !isForMonitoring(component);
}
