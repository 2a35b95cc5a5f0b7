import type { Construct } from 'constructs';
import { ObjectStore } from '../imports/barmancloud.cnpg.io';
import { PodMonitor } from '../imports/monitoring.coreos.com';
import {
  Cluster,
  ScheduledBackup,
  ScheduledBackupSpecBackupOwnerReference,
  ScheduledBackupSpecMethod,
} from '../imports/postgresql.cnpg.io';
import { type CnpgService, cnpgServices } from '../model/derive/hosting';
import { commonLabels, workloadLabels } from '../model/derive/labels';
import type { ObjectBackup } from '../model/hosting';
import type { Resources } from '../model/schema/resources';
import { EnvironmentChart, type EnvironmentChartProps, type ObjectMetadata } from './environment-chart';
import { addCnpgPolicies } from './parts/cnpg-policies';
import { clusterSpec, initFiles, objectStoreSpec, PLUGIN } from './parts/cnpg-specs';
import { addConfigMap, hashedName } from './parts/config-map';
import { KEEP } from './parts/keep';

/** What the operator CloudNativePG makes databases of, with the ways to them. */
export class CnpgChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    for (const service of cnpgServices(props.model)) this.add(service);
  }

  private add(service: CnpgService): void {
    const { name, hosting } = service;
    const { backup } = hosting;
    const { monitoring, networkPolicy } = this.model.environment;
    const files = initFiles(service);
    const init = files === undefined ? undefined : hashedName(`${name}-init`, files);
    if (files !== undefined && init !== undefined)
      addConfigMap(this, `${name}.init`, { metadata: this.meta(init), data: files });
    if (networkPolicy)
      addCnpgPolicies(this, { model: this.model, service, meta: (policy: string) => this.meta(policy) });
    if (backup !== undefined) this.backup(service, backup);
    const { resources } = hosting.container;
    new Cluster(this, name, {
      metadata: this.kept(service, name),
      spec: {
        ...clusterSpec(this.model, service, init),
        resources: {
          requests: amounts(resources.requests),
          limits: amounts(resources.limits),
        },
      },
    });
    if (monitoring?.kind === 'operator')
      new PodMonitor(this, `${name}.monitor`, {
        metadata: this.meta(name, { labels: { ...commonLabels(this.model), ...monitoring.labels } }),
        spec: {
          podMetricsEndpoints: [{ port: 'metrics', interval: '30s', scrapeTimeout: '10s' }],
          selector: { matchLabels: { 'cnpg.io/cluster': name } },
        },
      });
  }

  private backup(service: CnpgService, backup: ObjectBackup): void {
    const { name } = service;
    new ObjectStore(this, `${name}.objects`, { metadata: this.kept(service, name), spec: objectStoreSpec(backup) });
    new ScheduledBackup(this, `${name}.schedule`, {
      metadata: this.kept(service, name),
      spec: {
        cluster: { name },
        // Its cron has a field for seconds before the others; a word such as @daily stands for all of them.
        schedule: backup.schedule.text.startsWith('@') ? backup.schedule.text : `0 ${backup.schedule.text}`,
        immediate: true,
        backupOwnerReference: ScheduledBackupSpecBackupOwnerReference.SELF,
        method: ScheduledBackupSpecMethod.PLUGIN,
        pluginConfiguration: { name: PLUGIN },
      },
    });
  }

  /** A Cluster that goes takes its volumes with it. */
  private kept({ hosting }: CnpgService, name: string): ObjectMetadata {
    const labels = workloadLabels(this.model, { name, role: 'database', version: hosting.image.tag });
    return this.meta(name, { labels, annotations: KEEP });
  }
}

function amounts(of: Resources['requests']): Record<string, string> {
  return { cpu: of.cpu.text, memory: of.memory.text, 'ephemeral-storage': of.ephemeralStorage.text };
}
