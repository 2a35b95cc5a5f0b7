import type { Rule } from './rule';

export const externalProbe: Rule = {
  id: 'external-probe',
  title: 'What is probed over HTTP has an HTTP URL',
  why: 'The prober asks over HTTP alone: of a WebSocket it would say for ever that it does not answer.',
  fix: 'Leave `probe` out, or give the endpoint an http or https URL.',
  check: ({ model }) =>
    model.externals
      .filter(({ probe, url }) => probe !== undefined && !/^https?:/.test(url))
      .map(({ name, endpoint }) => ({
        place: { document: 'application', path: ['externals', name, 'endpoints', endpoint] },
        message: `${name} has a probe, which asks over HTTP`,
        allowed: 'an http or https URL',
      })),
};
