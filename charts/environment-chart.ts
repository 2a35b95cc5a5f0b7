import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { commonLabels } from '../model/derive/labels';
import type { Model } from '../model/model';

export interface EnvironmentChartProps {
  readonly model: Model;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** Base of every chart: names come from the model as they are, without the hashes of cdk8s. */
export class EnvironmentChart extends Chart {
  protected readonly model: Model;

  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, { disableResourceNameHashes: true });
    this.model = props.model;
  }

  /** Metadata of an object in the namespace of the environment. */
  protected meta(
    name: string,
    extra: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> } = {},
  ): ObjectMetadata {
    return {
      name,
      namespace: this.model.environment.namespace,
      labels: extra.labels ?? commonLabels(this.model),
      ...(extra.annotations === undefined ? {} : { annotations: extra.annotations }),
    };
  }
}
