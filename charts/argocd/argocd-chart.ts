import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Application, ApplicationSet, AppProject } from '../../imports/argoproj.io';
import { commonLabels } from '../../model/derive/labels';
import type { KubernetesObject } from '../objects';
import { applicationSetSpec } from './application-set-spec';
import { APPLICATION_ANNOTATIONS, applicationName, applicationSpec, type FollowedModel } from './application-spec';
import { projectSpec } from './project-spec';

export interface ArgocdChartProps {
  readonly models: readonly [FollowedModel, ...FollowedModel[]];
  /** The Kubernetes objects of all environments. */
  readonly objects: readonly KubernetesObject[];
}

/** AppProject and Applications, in the namespace of Argo CD. */
export class ArgocdChart extends Chart {
  constructor(scope: Construct, id: string, { models, objects }: ArgocdChartProps) {
    super(scope, id, { disableResourceNameHashes: true });
    const [first] = models;
    const meta = (name: string) => ({ name, namespace: first.gitops.namespace, labels: commonLabels(first) });
    new AppProject(this, 'project', {
      metadata: meta(first.application.name),
      spec: projectSpec(models, objects),
    });
    if (first.gitops.objects === 'applicationSet')
      new ApplicationSet(this, 'applications', {
        metadata: meta(first.application.name),
        spec: applicationSetSpec(models),
      });
    else
      for (const model of models)
        new Application(this, `application-${model.environment.name}`, {
          // No finalizer: deleting an Application leaves what runs in the cluster.
          metadata: { ...meta(applicationName(model)), annotations: { ...APPLICATION_ANNOTATIONS } },
          spec: applicationSpec(model),
        });
  }
}
