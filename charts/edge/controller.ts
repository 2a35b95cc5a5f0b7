import type { Construct } from 'constructs';
import type { Header } from '../../model/derive/edge';
import type { RateLimit } from '../../model/schema/edge-traffic';
import type { ObjectMetadata } from '../environment-chart';

/** What a controller has to carry, and where its objects go. */
export interface EdgeTraffic {
  readonly scope: Construct;
  readonly namespace: string;
  readonly meta: (name: string) => ObjectMetadata;
  readonly headers: readonly Header[];
  readonly rateLimit?: RateLimit;
}

/** Adds the objects of a controller; the annotations are for each Ingress. */
export type Carry = (traffic: EdgeTraffic) => Readonly<Record<string, string>>;

/** Of the object that holds the headers, whichever kind it is. */
export const HEADERS = 'security-headers';
export const RATE_LIMIT = 'rate-limit';

/** Owner of the objects of the whole way in: no component has an underscore in its name. */
export const EDGE_OWNER = '_edge';

/** Id of such an object in its chart. */
export function edgeId(part: string): string {
  return `${EDGE_OWNER}.${part}`;
}
