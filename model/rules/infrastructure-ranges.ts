import { deriveNodePool } from '../derive/node-pool';
import type { Model } from '../model';
import { type Cidr, contains, overlaps } from '../schema/scalars/cidr';
import { formatMemory } from '../schema/scalars/memory';
import type { Rule, RuleFinding } from './rule';

export const infrastructureRanges: Rule = {
  id: 'infrastructure-ranges',
  title: 'Subnets lie in their network side by side, and nothing may grow to less than it starts with',
  why: 'The cloud refuses subnets that overlap or lie outside, in the middle of an apply; pods for which there are not enough nodes stay pending.',
  fix: 'Leave the subnets out so that they are derived, make the network larger, or raise the maximum.',
  check: ({ model }) => [...subnets(model), ...nodes(model), ...storage(model)],
};

function finding(path: readonly string[], message: string, value?: string): RuleFinding {
  return {
    place: { document: 'environment', path: ['infrastructure', ...path] },
    message,
    ...(value === undefined ? {} : { value }),
  };
}

function subnets({ environment }: Model): RuleFinding[] {
  const { network } = environment.infrastructure;
  const all = (['publicSubnets', 'privateSubnets', 'databaseSubnets'] as const).flatMap((kind) =>
    network[kind].map((cidr) => ({ cidr, kind })),
  );
  return all.flatMap(({ cidr, kind }, index) => {
    const path = ['network', kind];
    if (!contains(network.cidr, cidr))
      return [finding(path, `the subnet ${cidr.text} is not in the network ${network.cidr.text}`, cidr.text)];
    const other = all.slice(0, index).find((earlier) => overlaps(earlier.cidr, cidr));
    return other ? [overlap(path, cidr, other.cidr)] : [];
  });
}

function overlap(path: readonly string[], cidr: Cidr, other: Cidr): RuleFinding {
  return finding(path, `the subnets ${other.text} and ${cidr.text} share addresses`, cidr.text);
}

function nodes(model: Model): RuleFinding[] {
  const { provider, infrastructure } = model.environment;
  const { cluster } = infrastructure;
  const { maxNodes, ...open } = cluster;
  if (maxNodes === undefined || provider === 'local') return [];
  const path = ['cluster', 'maxNodes'];
  if (maxNodes < cluster.minNodes)
    return [finding(path, `at most ${maxNodes} nodes are fewer than at least ${cluster.minNodes}`, String(maxNodes))];
  const environment = { ...model.environment, infrastructure: { ...infrastructure, cluster: open } };
  const needed = deriveNodePool({ ...model, environment }).maxNodes;
  if (maxNodes >= needed) return [];
  const message = `${maxNodes} nodes cannot hold what all workloads ask for at most, which takes ${needed} of this size`;
  return [finding(path, message, String(maxNodes))];
}

function storage({ environment, backingServices }: Model): RuleFinding[] {
  const { database } = environment.infrastructure;
  const { maxStorageBytes } = database;
  if (maxStorageBytes === undefined) return [];
  const builtin = backingServices.flatMap(({ engine, hosting }) =>
    engine === 'postgres' && hosting.mode === 'builtin' ? [hosting.storageBytes] : [],
  );
  const managed = backingServices.some(({ engine, hosting }) => engine === 'postgres' && hosting.mode === 'managed');
  const largest = Math.max(...builtin, managed ? database.storageBytes : 0);
  if (maxStorageBytes >= largest) return [];
  const message = `the storage cannot grow to ${formatMemory(maxStorageBytes)}, it has ${formatMemory(largest)} already`;
  return [finding(['database', 'maxStorage'], message, formatMemory(maxStorageBytes))];
}
