import { cpu } from '../../model/schema/scalars/cpu';
import { memory } from '../../model/schema/scalars/memory';
import type { AnyObject } from './read-object';

/** Requests and limits of a container, in numbers. */
export function resourceFacts({ limits, requests }: AnyObject): Record<string, number> {
  return {
    cpuLimit: cpu.parse(String(limits.cpu)).millicores,
    memoryLimit: memory.parse(String(limits.memory)).bytes,
    cpuRequest: cpu.parse(String(requests.cpu)).millicores,
    memoryRequest: memory.parse(String(requests.memory)).bytes,
  };
}
