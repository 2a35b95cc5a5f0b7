import { edgeHistogram } from '../model/derive/edge-histogram';
import type { Component } from '../model/model';
import type { Slo } from '../model/schema/slo';
import type { AlertContext } from './alert';

/** A histogram of requests, in seconds. */
export interface RequestHistogram {
  /** Without `_count` or `_bucket`. */
  readonly name: string;
  /** Label with the HTTP status. */
  readonly statusLabel: string;
  /** Label matchers of the requests of one component, without braces. */
  readonly matchers: string;
}

/** By what an objective is measured; undefined where nothing here gives such a histogram. */
export function requestHistogram(
  { model, place, of }: AlertContext,
  component: Component,
  slo: Slo,
): RequestHistogram | undefined {
  if (slo.measuredAt === 'component')
    return { name: slo.histogram, statusLabel: slo.statusLabel, matchers: of(component.name) };
  const edge = place === 'cluster' ? edgeHistogram(model, component) : undefined;
  return edge === undefined ? undefined : { ...edge, matchers: `${edge.label}="${edge.value}"` };
}
