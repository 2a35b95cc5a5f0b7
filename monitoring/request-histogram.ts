import { edgeHistogram } from '../model/derive/edge-histogram';
import type { Component } from '../model/model';
import type { AlertContext } from './alert';
import { eitherSpelling } from './renamed-label';

/** A histogram of requests, in seconds. */
export interface RequestHistogram {
  /** Without `_count` or `_bucket`. */
  readonly name: string;
  /** Label with the HTTP status. */
  readonly statusLabel: string;
  /** Label matchers of the requests of one component, without braces: each finds some of them, and none twice. */
  readonly matchers: readonly string[];
}

/** A part of a histogram. */
interface Part {
  readonly of: 'count' | 'bucket';
  /** Further label matchers. */
  readonly where?: string;
  readonly window: string;
}

/** By what the requests of a component are measured; undefined without an objective, or where nothing gives such a histogram. */
export function requestHistogram(
  { model, place, of }: AlertContext,
  component: Component,
): RequestHistogram | undefined {
  const { name, slo } = component;
  if (slo === undefined) return undefined;
  if (slo.measuredAt === 'component')
    return { name: slo.histogram, statusLabel: slo.statusLabel, matchers: [of(name)] };
  const edge = place === 'cluster' ? edgeHistogram(model, component) : undefined;
  return edge === undefined
    ? undefined
    : { name: edge.name, statusLabel: edge.statusLabel, matchers: eitherSpelling(edge) };
}

/** How fast a part grows, a series for each of its own: to be summed. */
export function rateOf({ name, matchers }: RequestHistogram, { of, where, window }: Part): string {
  const more = where === undefined ? '' : `,${where}`;
  return matchers.map((each) => `rate(${name}_${of}{${each}${more}}[${window}])`).join(' or ');
}
