import type { Construct } from 'constructs';
import { commonLabels } from '../model/derive/labels';
import type { LimitRange } from '../model/schema/policy';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { quotaHard } from './parts/quota';

/** Namespace with Pod Security, ResourceQuota and LimitRange. */
export class NamespaceChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    this.namespaceObject();
    const hard = quotaHard(props.model);
    if (hard) this.quota(hard);
    if (props.model.environment.limitRange) this.limitRange(props.model.environment.limitRange);
  }

  private namespaceObject(): void {
    const { environment } = this.model;
    // Pinned: with an unpinned version, an upgrade of the cluster could start to refuse pods that run today.
    const version = `v${environment.kubernetesVersion.text}`;
    const security = ['enforce', 'warn', 'audit'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, 'restricted'],
      [`pod-security.kubernetes.io/${mode}-version`, version],
    ]);
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: environment.namespace,
        labels: { ...commonLabels(this.model), ...Object.fromEntries(security) },
      },
    });
  }

  private quota(hard: Readonly<Record<string, string>>): void {
    new k8s.KubeResourceQuota(this, 'quota', {
      metadata: this.meta('quota'),
      spec: { hard: quantities(hard) },
    });
  }

  private limitRange(range: LimitRange): void {
    const amounts = (of: LimitRange['max']): Record<string, k8s.Quantity> =>
      quantities({ cpu: of.cpu.text, memory: of.memory.text });
    new k8s.KubeLimitRange(this, 'limit-range', {
      metadata: this.meta('limits'),
      spec: {
        limits: [
          {
            type: 'Container',
            default: amounts(range.default),
            defaultRequest: amounts(range.defaultRequest),
            max: amounts(range.max),
            min: amounts(range.min),
          },
        ],
      },
    });
  }
}

function quantities(texts: Readonly<Record<string, string>>): Record<string, k8s.Quantity> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, k8s.Quantity.fromString(text)]));
}
