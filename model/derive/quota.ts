import type { Model } from '../model';
import type { Quota } from '../schema/policy';
import { type Capacity, deriveCapacity } from './capacity';

/** Hard limits of the ResourceQuota: CPU in millicores, memory and storage in bytes. */
export interface QuotaAmounts {
  readonly requestsCpu: number;
  readonly requestsMemory: number;
  readonly limitsCpu: number;
  readonly limitsMemory: number;
  readonly storage: number;
  readonly claims: number;
  readonly pods: number;
  readonly loadBalancers: number;
}

export type QuotaField = keyof QuotaAmounts;

/** The amounts of a quota that the user gave; the rest is derived. */
export function givenQuota(quota: Quota): Partial<QuotaAmounts> {
  const given: Partial<Record<QuotaField, number | undefined>> = {
    requestsCpu: quota.requests.cpu?.millicores,
    requestsMemory: quota.requests.memory?.bytes,
    limitsCpu: quota.limits.cpu?.millicores,
    limitsMemory: quota.limits.memory?.bytes,
    storage: quota.storage?.bytes,
    claims: quota.persistentVolumeClaims,
    pods: quota.pods,
    loadBalancers: quota.loadBalancers,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What the workloads may use at most, in the terms of a quota. */
export function neededQuota(capacity: Capacity): QuotaAmounts {
  return {
    requestsCpu: capacity.requests.cpuMillicores,
    requestsMemory: capacity.requests.memoryBytes,
    limitsCpu: capacity.limits.cpuMillicores,
    limitsMemory: capacity.limits.memoryBytes,
    storage: capacity.storageBytes,
    claims: capacity.claims,
    pods: capacity.pods,
    loadBalancers: 0,
  };
}

const MEBIBYTE = 2 ** 20;

/** The quota to emit: amounts given by the user, and derived ones with the headroom added; undefined without a quota. */
export function deriveQuota(model: Model): QuotaAmounts | undefined {
  const { quota } = model.environment;
  if (!quota) return undefined;
  const needed = neededQuota(deriveCapacity(model));
  const factor = 1 + quota.headroom / 100;
  const whole = (value: number): number => Math.ceil(value * factor);
  const bytes = (value: number): number => Math.ceil((value * factor) / MEBIBYTE) * MEBIBYTE;
  return {
    requestsCpu: whole(needed.requestsCpu),
    requestsMemory: bytes(needed.requestsMemory),
    limitsCpu: whole(needed.limitsCpu),
    limitsMemory: bytes(needed.limitsMemory),
    storage: bytes(needed.storage),
    claims: whole(needed.claims),
    pods: whole(needed.pods),
    loadBalancers: needed.loadBalancers,
    ...givenQuota(quota),
  };
}
