import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import { toYaml } from '../yaml';
import type { Union } from './union';

/** Chart.yaml and the other files of the chart that are neither templates nor values. */
export function chartFiles(models: readonly [Model, ...Model[]], union: Union): Artifact[] {
  const { application } = union;
  const version = models[0].components[0]?.image.tag;
  return [
    {
      path: 'Chart.yaml',
      content: toYaml({
        apiVersion: 'v2',
        name: application.name,
        description: application.description ?? `The application ${application.name}`,
        type: 'application',
        version: '0.1.0',
        ...(version === undefined ? {} : { appVersion: version }),
        kubeVersion: '>=1.28.0-0',
      }),
    },
  ];
}
