import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { traefikFiles } from '../../../emit/compose/edge';
import { hasTls } from '../../../model/derive/edge';
import { edgeModel, edgeObjects } from '../../support/edge';
import { ENVIRONMENTS } from '../../support/projects';

/** The parts of a dynamic configuration that are used, as the reference of Traefik 3 has them; Traefik refuses others. */
const middleware = z.union([
  z.strictObject({ headers: z.strictObject({ customResponseHeaders: z.record(z.string(), z.string().min(1)) }) }),
  z.strictObject({ rateLimit: z.strictObject({ average: z.int().positive(), burst: z.int().positive() }) }),
]);
const dynamic = z.strictObject({
  http: z.strictObject({
    routers: z.record(
      z.string(),
      z.strictObject({
        rule: z.string().regex(/^Host/),
        service: z.string(),
        entryPoints: z.array(z.enum(['web', 'websecure'])).min(1),
        middlewares: z.array(z.string()).min(1).optional(),
      }),
    ),
    services: z.record(
      z.string(),
      z.strictObject({ loadBalancer: z.strictObject({ servers: z.array(z.strictObject({ url: z.url() })).min(1) }) }),
    ),
    // A section without an entry is an error of Traefik's file provider.
    middlewares: z
      .record(z.string(), middleware)
      .refine((all) => Object.keys(all).length > 0)
      .optional(),
  }),
});

function files(edge: string, rest = '') {
  const written = traefikFiles(edgeModel(edge, rest));
  return {
    routes: dynamic.parse(parse(written['traefik/routes.yaml'] ?? '')),
    statics: parse(written['traefik/traefik.yaml'] ?? ''),
  };
}

test.each(ENVIRONMENTS.filter(([, { environment }]) => environment.edge.kind !== 'none'))(
  'what %s gives Traefik has the shape of its reference, and names nothing that is not there',
  (_title, model) => {
    const { http } = dynamic.parse(parse(traefikFiles(model)['traefik/routes.yaml'] ?? ''));
    const middlewares = Object.keys(http.middlewares ?? {});
    for (const router of Object.values(http.routers)) {
      expect(Object.keys(http.services)).toContain(router.service);
      expect(router.middlewares ?? []).toEqual(middlewares);
      expect(router.entryPoints).toEqual([hasTls(model.environment.edge) ? 'websecure' : 'web']);
    }
  },
);

test('the shape refuses a word that Traefik does not know', () => {
  const wrong = { http: { routers: {}, services: {}, middlewares: { a: { rateLimit: { avrage: 1, burst: 1 } } } } };
  expect(dynamic.safeParse(wrong).success).toBe(false);
});

test('middlewares have the words of the Middleware objects of a cluster', () => {
  const edge = '{ kind: ingress, tls: { issuer: le }, rateLimit: { requestsPerSecond: 50, burst: 100 } }';
  const objects = edgeObjects(edge, 'Middleware').map(({ metadata, spec }) => [metadata.name, spec]);
  expect(objects).toHaveLength(2);
  expect(files(edge).routes.http.middlewares).toEqual(Object.fromEntries(objects));
});

test('Traefik carries the headers whatever the controller of the cluster is', () => {
  const headers = (edge: string) => files(edge).routes.http.middlewares?.['security-headers'];
  expect(headers('{ kind: ingress, className: nginx }')).toEqual(headers('{ kind: ingress }'));
  expect(headers('{ kind: ingress, className: cloud }')).toEqual(headers('{ kind: ingress }'));
});

test('nothing to carry leaves the middlewares out', () => {
  const { http } = files('{ kind: ingress, headers: false }').routes;
  expect(http).not.toHaveProperty('middlewares');
  for (const router of Object.values(http.routers)) expect(router).not.toHaveProperty('middlewares');
});

test('certificates come from the ACME server of the edge, unless Compose has one of its own', () => {
  const edge = '{ kind: ingress, tls: { acme: { email: edge@shop.org, server: production } } }';
  const acme = (rest?: string) => files(edge, rest).statics.certificatesResolvers.letsencrypt.acme;
  expect(acme()).toMatchObject({
    caServer: 'https://acme-v02.api.letsencrypt.org/directory',
    email: 'edge@shop.org',
  });
  expect(acme('compose: { acme: { server: staging, email: host@shop.org } }\n')).toMatchObject({
    caServer: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    email: 'host@shop.org',
  });
});
