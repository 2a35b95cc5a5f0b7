import type { Edge } from '../schema/edge';
import type { HeaderSettings } from '../schema/edge-traffic';

type Ingress = Extract<Edge, { kind: 'ingress' }>;
type Acme = NonNullable<NonNullable<Ingress['tls']>['acme']>;

/** A controller whose own objects or annotations are written; `none`: nothing beside the Ingress. */
export type Controller = NonNullable<Ingress['controller']>;

/** A header of every answer. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

const YEAR = 31_536_000;
const DEFAULTS: HeaderSettings = {
  contentTypeNosniff: true,
  frameOptions: 'SAMEORIGIN',
  referrerPolicy: 'strict-origin-when-cross-origin',
};
const DIRECTORIES = {
  staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
  production: 'https://acme-v02.api.letsencrypt.org/directory',
} as const;

/** The controller that is named, or the one that gave its name to the class. */
export function controllerOf({ className, controller }: Ingress): Controller {
  if (controller !== undefined) return controller;
  return className === 'traefik' || className === 'nginx' || className === 'haproxy' ? className : 'none';
}

/** Whether people reach the routes over HTTPS. */
export function hasTls(edge: Edge): boolean {
  return edge.kind === 'gateway' ? edge.tls : edge.kind === 'ingress' && edge.tls !== undefined;
}

/** Whether cert-manager makes the certificates, so that TLS ends in the cluster. */
export function hasIssuer(edge: Edge): boolean {
  return edge.kind === 'ingress' && (edge.tls?.issuer !== undefined || edge.tls?.acme !== undefined);
}

/** URL of an ACME directory. */
export function acmeDirectory(server: Acme['server']): string {
  return typeof server === 'string' ? DIRECTORIES[server] : server.text;
}

/** Names that nobody owns, so that no public authority signs them (RFC 2606, 6761, 6762, 7686 and ICANN's `internal`). */
const NOBODYS = /(^|\.)(example|internal|invalid|local|localhost|onion|test)$/;

/** Whether Let's Encrypt can sign names below a domain, as far as the domain says. */
export function isPublicName(domain: string): boolean {
  return !NOBODYS.test(domain);
}

/** The headers that are asked for, by name. */
export function securityHeaders(edge: Edge): readonly Header[] {
  if (edge.kind === 'none' || edge.headers === false) return [];
  const { hsts, ...settings } = edge.headers ?? DEFAULTS;
  const seconds = hsts ?? (hasTls(edge) ? YEAR : false);
  const policy = settings.contentSecurityPolicy;
  return [
    ...(policy === undefined ? [] : [{ name: 'Content-Security-Policy', value: policy }]),
    { name: 'Referrer-Policy', value: settings.referrerPolicy },
    ...(seconds === false ? [] : [{ name: 'Strict-Transport-Security', value: `max-age=${seconds}` }]),
    ...(settings.contentTypeNosniff ? [{ name: 'X-Content-Type-Options', value: 'nosniff' }] : []),
    ...(settings.frameOptions === 'none' ? [] : [{ name: 'X-Frame-Options', value: settings.frameOptions }]),
  ];
}

/**
 * Those of them that the controller in the cluster is told. ingress-nginx answers 503 on every path while its
 * administrator does not allow each header, so that it is told only what the environment itself asks for.
 */
export function carriedHeaders(edge: Edge): readonly Header[] {
  if (edge.kind !== 'ingress') return securityHeaders(edge);
  const controller = controllerOf(edge);
  const isRisk = controller === 'nginx' && edge.headers === undefined;
  return controller === 'none' || isRisk ? [] : securityHeaders(edge);
}

/** Headers as a map. */
export function headerMap(headers: readonly Header[]): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, value }) => [name, value]));
}
