import { hasTls } from '../derive/edge';
import type { EnvironmentModel, Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const edge: Rule = {
  id: 'edge',
  title: 'What the way in says of TLS can be kept',
  why: 'cert-manager asks again and again for a certificate that no authority can give, and the routes stay on a self-signed one. Browsers ignore HSTS over plain HTTP, so that whoever wrote it thinks people are safe who are not.',
  fix: 'Name one of `issuer`, `secretName` and `acme` in `edge.tls`, give ACME a domain that is yours, and leave `edge.headers.hsts` out where there is no TLS.',
  check: ({ model }) => [...sources(model.environment), ...hosts(model), ...hsts(model.environment)],
};

function finding(path: readonly string[], message: string, value?: string): RuleFinding {
  const place = { document: 'environment' as const, path: ['edge', ...path] };
  return value === undefined ? { place, message } : { place, message, value };
}

/** A load balancer of a cloud may bring the certificate itself, so that nobody is named in the cluster. */
function sources({ edge: way, provider }: EnvironmentModel): RuleFinding[] {
  if (way.kind !== 'ingress' || way.tls === undefined) return [];
  const { issuer, secretName, acme } = way.tls;
  const given = Object.entries({ issuer, secretName, acme }).flatMap(([name, value]) => (value ? [name] : []));
  if (given.length > 1)
    return [finding(['tls'], `${given.join(' and ')} cannot make the same certificate: exactly one of them can`)];
  return given.length === 1 || provider !== 'local'
    ? []
    : [finding(['tls'], 'nobody makes the certificates: give one of issuer, secretName and acme')];
}

function hosts({ components, environment }: Model): RuleFinding[] {
  const { edge: way, domain } = environment;
  const acme = way.kind === 'ingress' ? way.tls?.acme : undefined;
  if (acme === undefined) return [];
  const path = ['tls', 'acme'];
  const wildcard = components.find(({ route }) => route?.host.startsWith('*.'))?.route?.host;
  return [
    ...(isLocal(domain) ? [finding(path, `nobody can prove ${domain} to an ACME server`, domain)] : []),
    ...(wildcard === undefined ? [] : [finding(path, `HTTP-01 proves no wildcard such as ${wildcard}`, wildcard)]),
  ];
}

function isLocal(domain: string): boolean {
  return /(^|\.)localhost$/.test(domain) || /^[0-9.]+$/.test(domain);
}

function hsts({ edge: way }: EnvironmentModel): RuleFinding[] {
  if (way.kind === 'none' || way.headers === undefined || way.headers === false || hasTls(way)) return [];
  const { hsts: seconds } = way.headers;
  if (seconds === undefined || seconds === false) return [];
  return [finding(['headers', 'hsts'], 'browsers ignore HSTS without TLS', String(seconds))];
}
