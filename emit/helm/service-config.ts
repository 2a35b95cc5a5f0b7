import type { KubernetesObject } from '../../charts/build';
import { goText } from './template-node';

/** A ConfigMap of a backing service whose data depends on values. */
export interface ServiceConfig {
  readonly name: string;
  /** Go template code that makes the data. */
  readonly code: string;
}

const MAXMEMORY = /^maxmemory \d+$/m;

/** The configuration of a builtin Redis: the memory for data is a value of the chart. */
export function serviceConfig(objects: readonly KubernetesObject[]): ServiceConfig | undefined {
  for (const object of objects) {
    const { data } = object as { readonly data?: Readonly<Record<string, string>> };
    if (object.kind !== 'ConfigMap' || data === undefined || !Object.values(data).some((text) => MAXMEMORY.test(text)))
      continue;
    const pairs = Object.entries(data).map(([key, text]) => `${goText(key)} ${textCode(text)}`);
    return { name: object.metadata.name, code: `dict ${pairs.join(' ')}` };
  }
  return undefined;
}

function textCode(text: string): string {
  const [before = '', after] = text.split(MAXMEMORY);
  if (after === undefined) return goText(text);
  return `(list ${goText(before)} "maxmemory " $service.maxmemory ${goText(after)} | join "")`;
}
