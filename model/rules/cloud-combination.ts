import { hasIssuer } from '../derive/edge';
import type { Model } from '../model';
import type { Rule, RuleFinding } from './rule';

/** What reads requests before the cluster, by the clouds that have it; API Management of Azure stands beside the way in. */
const READING: Readonly<Record<string, readonly ('waf' | 'cdn' | 'apiGateway')[]>> = {
  aws: ['waf', 'cdn', 'apiGateway'],
  gcp: ['waf', 'cdn'],
  azure: ['waf', 'cdn'],
};
/** Azure, flexible server: backups are kept for 7 to 35 days. */
const AZURE_BACKUP_DAYS = 7;

export const cloudCombination: Rule = {
  id: 'cloud-combination',
  title: 'What is asked of the cloud fits together',
  why: 'On Vultr the cluster makes the load balancer, so nothing of Terraform limits who reaches it. A firewall, CDN or API gateway cannot read requests that are decrypted in the cluster; Azure refuses backups that are kept for less than a week, in the middle of an apply.',
  fix: 'Leave `edge.tls.issuer` and `edge.tls.acme` out, so that TLS ends at the load balancer with a certificate of the cloud, or switch the other thing off; keep backups for 7 days.',
  check: ({ model }) => [...reading(model), ...backups(model), ...allowed(model)],
};

function reading({ environment }: Model): RuleFinding[] {
  const { edge, infrastructure, provider } = environment;
  if (!hasIssuer(edge)) return [];
  const { protection, cdn, apiGateway } = infrastructure;
  const asked = { waf: protection.waf, cdn, apiGateway };
  return (READING[provider] ?? [])
    .filter((name) => asked[name])
    .map((name) => ({
      place: {
        document: 'environment',
        path: name === 'waf' ? ['infrastructure', 'protection', 'waf'] : ['infrastructure', name],
      },
      message: `${name} cannot read what the issuer of edge.tls encrypts up to the cluster`,
      value: 'true',
    }));
}

function allowed({ environment }: Model): RuleFinding[] {
  const { allowedCidrs } = environment.infrastructure.protection;
  if (environment.provider !== 'vultr' || allowedCidrs.length === 0) return [];
  const place = { document: 'environment' as const, path: ['infrastructure', 'protection', 'allowedCidrs'] };
  return [
    {
      place,
      message: 'vultr has no load balancer of Terraform: the Service of the ingress controller says who may reach it',
    },
  ];
}

function backups({ backingServices, environment }: Model): RuleFinding[] {
  const days = environment.backups?.keepDays;
  const isManaged = backingServices.some(({ engine, hosting }) => engine === 'postgres' && hosting.mode === 'managed');
  if (environment.provider !== 'azure' || !isManaged || days === undefined || days >= AZURE_BACKUP_DAYS) return [];
  const place = { document: 'environment' as const, path: ['backups', 'keepDays'] };
  return [
    {
      place,
      message: 'azure keeps backups of PostgreSQL for 7 days at least',
      value: String(days),
      allowed: '7 to 35',
    },
  ];
}
