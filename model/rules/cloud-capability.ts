import { type Capability, CLOUD_CAPABILITIES } from '../derive/cloud-capabilities';
import type { Model } from '../model';
import type { Rule } from './rule';

const NAMES: Readonly<Record<Capability, string>> = {
  budget: 'budget',
  waf: 'web application firewall',
  ddos: 'paid protection against denial of service',
  cdn: 'content delivery network before an application',
  apiGateway: 'API gateway',
  redis: 'managed Redis',
};

export const cloudCapability: Rule = {
  id: 'cloud-capability',
  title: 'The cloud has what the environment asks of it',
  why: 'Terraform has no resource to make it with, so the environment would run without what it counts on.',
  fix: 'Switch it off, choose another provider, or run the service as `builtin` or `external`.',
  check: ({ model }) => {
    const { provider } = model.environment;
    return asked(model)
      .filter(({ capability }) => !CLOUD_CAPABILITIES[provider].includes(capability))
      .map(({ capability, path }) => ({
        place: { document: 'environment', path },
        message: `${provider} has no ${NAMES[capability]}`,
        value: String(path.at(-1) === 'mode' ? 'managed' : true),
      }));
  },
};

function asked({ environment, backingServices }: Model): { capability: Capability; path: string[] }[] {
  const { protection, cdn, apiGateway, monthlyBudget } = environment.infrastructure;
  const switches = [
    { capability: 'budget', isOn: monthlyBudget !== undefined, path: ['infrastructure', 'monthlyBudget'] },
    { capability: 'waf', isOn: protection.waf, path: ['infrastructure', 'protection', 'waf'] },
    { capability: 'ddos', isOn: protection.ddos, path: ['infrastructure', 'protection', 'ddos'] },
    { capability: 'cdn', isOn: cdn, path: ['infrastructure', 'cdn'] },
    { capability: 'apiGateway', isOn: apiGateway, path: ['infrastructure', 'apiGateway'] },
  ] as const;
  const caches = backingServices.filter(({ engine, hosting }) => engine === 'redis' && hosting.mode === 'managed');
  return [
    ...switches.filter(({ isOn }) => isOn).map(({ capability, path }) => ({ capability, path: [...path] })),
    ...caches.map(({ name }) => ({ capability: 'redis' as const, path: ['backingServices', name, 'mode'] })),
  ];
}
