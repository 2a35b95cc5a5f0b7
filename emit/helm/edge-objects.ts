import type { PlacedObject } from '../../charts/build';
import { EDGE_OWNER } from '../../charts/edge/controller';

/**
 * The objects of one controller, with those that only another one has, and each Ingress with the annotations of all:
 * conditions on their keys leave those of one.
 */
export function withControllers(
  objects: readonly PlacedObject[],
  others: readonly (readonly PlacedObject[])[],
): PlacedObject[] {
  const edges = others.map((other) => other.filter(({ chart }) => chart === 'edge'));
  const merged = objects.map((placed) => {
    if (placed.chart !== 'edge' || placed.object.kind !== 'Ingress') return placed;
    const same = edges.flatMap((edge) => edge.filter(({ owner }) => owner === placed.owner));
    const annotations = Object.assign({}, ...[placed, ...same].map(({ object }) => object.metadata.annotations));
    const inOrder = Object.fromEntries(Object.entries(annotations as Record<string, string>).sort());
    const { object } = placed;
    return { ...placed, object: { ...object, metadata: { ...object.metadata, annotations: inOrder } } };
  });
  const titles = new Set(objects.map(titleOf));
  const added = edges.flatMap((edge) => edge.filter((each) => each.owner === EDGE_OWNER && !titles.has(titleOf(each))));
  return [...merged, ...added];
}

function titleOf({ object, part }: PlacedObject): string {
  return `${object.kind} ${part}`;
}
