import { assertNever } from '../../lib/errors';
import type { Provider } from '../derive/clouds';
import type { Rule } from './rule';

export const zones: Rule = {
  id: 'zones',
  title: 'Zones are those of the region',
  why: 'The cloud refuses a subnet in a zone that its region does not have, in the middle of an apply.',
  fix: 'Name zones of the region, or leave them out so that the cloud chooses.',
  check: ({ model }) => {
    const { provider, infrastructure } = model.environment;
    const { pattern, allowed } = zonesOf(provider, infrastructure.region);
    return infrastructure.availabilityZones.flatMap((zone, index) =>
      pattern?.test(zone)
        ? []
        : [
            {
              place: { document: 'environment' as const, path: ['infrastructure', 'availabilityZones', index] },
              message: `${zone} is no zone of ${infrastructure.region} in ${provider}`,
              value: zone,
              allowed,
            },
          ],
    );
  },
};

/** How a cloud names the zones of a region; no pattern where it has none to choose from. */
function zonesOf(provider: Provider, region: string): { readonly pattern?: RegExp; readonly allowed: string } {
  const escaped = region.replaceAll('.', '\\.');
  switch (provider) {
    case 'aws':
      return { pattern: new RegExp(`^${escaped}[a-z]$`), allowed: `${region}a, ${region}b and so on` };
    case 'gcp':
      return { pattern: new RegExp(`^${escaped}-[a-z]$`), allowed: `${region}-a, ${region}-b and so on` };
    case 'azure':
      return { pattern: /^[123]$/, allowed: '1, 2 or 3' };
    case 'local':
    case 'digitalocean':
    case 'linode':
    case 'vultr':
      return { allowed: 'none: there are no zones to choose from' };
    default:
      return assertNever(provider);
  }
}
