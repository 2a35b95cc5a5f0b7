import { PROBER, probedExternals, scrapeTimeoutSeconds } from '../model/derive/external-probes';
import type { Model } from '../model/model';

/** Jobs of Prometheus that have the prober ask each external, where no object of an operator says so. */
export function probeScrapes(model: Model, proberHost: string): readonly object[] {
  const { port, externals } = probedExternals(model);
  return externals.map((external) => ({
    job_name: probeJob(external),
    scrape_interval: `${external.probe.interval.seconds}s`,
    scrape_timeout: `${scrapeTimeoutSeconds(external)}s`,
    metrics_path: '/probe',
    params: { module: [external.name] },
    static_configs: [{ targets: [external.url], labels: probeLabels(model, external) }],
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { source_labels: ['__param_target'], target_label: 'instance' },
      { target_label: '__address__', replacement: `${proberHost}:${port}` },
    ],
  }));
}

/** Not the job of the prober itself, which has metrics of its own. */
export function probeJob({ name }: { readonly name: string }): string {
  return `${PROBER}-${name}`;
}

/** Labels by which rules find the series of an external, with every kind of Prometheus. */
export function probeLabels({ environment }: Model, { name }: { readonly name: string }): Record<string, string> {
  return { namespace: environment.namespace, external: name };
}
