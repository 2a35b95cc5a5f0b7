import { UNKNOWN_HOST } from '../resolve/backing-services';
import type { Rule } from './rule';

export const outputs: Rule = {
  id: 'outputs',
  title: 'The hosts of managed services are known',
  why: 'Until Terraform has made a service, its host is a name that leads nowhere: what is deployed with it cannot start.',
  fix: 'Run `terraform apply`, then `manifold outputs <environment> --from terraform`, or give `host`.',
  check: ({ model }) =>
    model.backingServices
      .filter(({ host, hosting }) => hosting.mode === 'managed' && host.endsWith(UNKNOWN_HOST))
      .map(({ host, name }) => ({
        place: { document: 'environment', path: ['backingServices', name], of: 'key' },
        message: `nobody knows the host of ${name} yet, so it is ${host}`,
        severity: 'warning',
      })),
};
