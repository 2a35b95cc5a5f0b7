import type { Resources } from '../../model/schema/resources';
import { k8s } from '../k8s';

/** Requests and limits of a container. */
export function containerResources(resources: Resources): k8s.ResourceRequirements {
  return { requests: amounts(resources.requests), limits: amounts(resources.limits) };
}

function amounts(of: Resources['requests']): Record<string, k8s.Quantity> {
  return {
    cpu: k8s.Quantity.fromString(of.cpu.text),
    memory: k8s.Quantity.fromString(of.memory.text),
    'ephemeral-storage': k8s.Quantity.fromString(of.ephemeralStorage.text),
  };
}
