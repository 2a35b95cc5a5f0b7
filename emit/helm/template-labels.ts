import type { Placeholders } from './placeholders';
import type { Trail } from './template-context';
import { type Entry, expression, scalar } from './template-node';

const PREFIX = 'app.kubernetes.io/';

/** Labels as Helm wants them: of this release, managed by Helm, and on the object itself the chart's name and version. */
export function labelEntries(labels: Readonly<Record<string, string>>, trail: Trail, marks: Placeholders): Entry[] {
  const entries = Object.entries(labels).map(([key, value]): Entry => {
    if (key === `${PREFIX}instance`) return { key, node: expression('$.Release.Name | quote') };
    if (key === `${PREFIX}managed-by`) return { key, node: expression('$.Release.Service | quote') };
    const code = marks.bareCodeOf(value);
    if (code === undefined) return { key, node: scalar(value) };
    const node = expression(`${code} | quote`);
    // A tag may be absent, or longer than a label may be.
    return key === `${PREFIX}version` ? { key, node, when: `include "manifold.isLabel" (${code})` } : { key, node };
  });
  const isObject = trail.join('.') === 'metadata.labels';
  return isObject
    ? [...entries, { key: 'helm.sh/chart', node: expression('include "manifold.chart" $ | quote') }]
    : entries;
}
