import type { AppProjectSpec } from '../../imports/argoproj.io';
import { compareText } from '../../model/load/diagnostics';
import type { KubernetesObject } from '../objects';
import type { FollowedModel } from './application-spec';

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** What Applications of this project may do: this repository, these namespaces, and the kinds that there are. */
export function projectSpec(
  models: readonly [FollowedModel, ...FollowedModel[]],
  objects: readonly KubernetesObject[],
): AppProjectSpec {
  const [{ application, gitops }] = models;
  const isOfCluster = ({ metadata }: KubernetesObject): boolean => metadata.namespace === undefined;
  return {
    description: application.description ?? application.name,
    sourceRepos: [gitops.repository],
    destinations: distinct(models.map(destinationOf)),
    clusterResourceWhitelist: kindsOf(objects.filter(isOfCluster)),
    namespaceResourceWhitelist: kindsOf(objects.filter((object) => !isOfCluster(object))),
  };
}

function destinationOf({ environment, gitops }: FollowedModel) {
  return { ...gitops.destination, namespace: environment.namespace };
}

function kindsOf(objects: readonly KubernetesObject[]): GroupKind[] {
  return distinct(
    objects.map(({ apiVersion, kind }) => ({
      group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
      kind,
    })),
  );
}

/** Each once, in the order of their texts. */
function distinct<T extends object>(values: readonly T[]): T[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}
