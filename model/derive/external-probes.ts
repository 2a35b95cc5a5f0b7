import type { External, Model } from '../model';
import type { ExternalProbe } from '../schema/external-probe';
import { metricsPort } from './reached';

/** Name of the component that asks externals; a component of that name in app.yaml takes its place. */
export const PROBER = 'external-probes';

/** An external that is asked again and again. */
export type ProbedExternal = External & { readonly probe: ExternalProbe };

/** Externals that Prometheus has asked in this environment, with the port of who asks; none where nobody does. */
export function probedExternals(model: Model): {
  readonly port: number;
  readonly externals: readonly ProbedExternal[];
} {
  const prober = model.components.find(({ name }) => name === PROBER);
  const port = prober === undefined ? undefined : metricsPort(prober);
  if (model.environment.monitoring === undefined || port === undefined) return { port: 0, externals: [] };
  return { port: port.number, externals: model.externals.filter(isProbed) };
}

/** Externals with a probe whose URL is a secret here: it must not stand in the configuration of Prometheus. */
export function unprobedExternals({ environment, externals }: Model): readonly External[] {
  if (environment.monitoring === undefined) return [];
  return externals.filter(({ probe, urlSecret }) => probe !== undefined && urlSecret !== undefined);
}

/** A second more than the prober itself has, so that its answer arrives; never more than the interval. */
export function scrapeTimeoutSeconds({ probe }: ProbedExternal): number {
  return Math.min(probe.interval.seconds, probe.timeout.seconds + 1);
}

function isProbed(external: External): external is ProbedExternal {
  return external.probe !== undefined && external.urlSecret === undefined;
}
