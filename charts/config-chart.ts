import type { Construct } from 'constructs';
import { commonLabels } from '../model/derive/labels';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { backingFiles } from './parts/backing-files';
import { addConfigMap } from './parts/config-map';
import { componentLabels, variablesConfigMap } from './parts/pod';
import { literalVariables } from './parts/variables';

/** ServiceAccounts and ConfigMaps: what pods need before they can start. */
export class ConfigChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    for (const component of props.model.components) {
      const labels = componentLabels(props.model, component);
      this.serviceAccount(component.name, labels);
      const name = variablesConfigMap(component);
      if (name !== undefined)
        addConfigMap(this, `${component.name}.env`, {
          metadata: this.meta(name, { labels }),
          data: literalVariables(component),
        });
    }
    for (const service of props.model.backingServices) {
      if (service.hosting.mode !== 'builtin') continue;
      this.serviceAccount(service.name, commonLabels(props.model));
      for (const files of backingFiles(service, service.hosting))
        addConfigMap(this, `${service.name}.${files.purpose}`, { metadata: this.meta(files.name), data: files.data });
    }
  }

  private serviceAccount(name: string, labels: Record<string, string>): void {
    new k8s.KubeServiceAccount(this, `${name}.account`, {
      metadata: this.meta(name, { labels }),
      automountServiceAccountToken: false,
    });
  }
}
