import { z } from 'zod';
import { cidr } from './scalars/cidr';
import { imageReference } from './scalars/image';
import { dnsLabel } from './scalars/names';
import { port } from './scalars/port';
import { safeText } from './scalars/text';

const acme = z.strictObject({
  server: z
    .enum(['staging', 'production'])
    .optional()
    .describe(
      "Let's Encrypt directory (default: that of edge.tls.acme, else staging); staging certificates are trusted by nobody and have no limits worth the name",
    ),
  email: safeText.optional().describe('Address for notices about certificates (default: that of edge.tls.acme)'),
});

const images = z.strictObject({
  traefik: imageReference.prefault('traefik:v3.5'),
  prometheus: imageReference.prefault('prom/prometheus:v3.5.0'),
  grafana: imageReference.prefault('grafana/grafana:12.1.0'),
  volumes: imageReference
    .prefault('busybox:1.37')
    .describe('Gives the volumes of components to their users: needs a `chown`, which their own images may lack'),
});

const ports = z.strictObject({
  http: port.prefault(80).describe('traefik, open to the outside'),
  https: port.prefault(443).describe('traefik, open to the outside'),
  prometheus: port.prefault(9090).describe('On 127.0.0.1'),
  grafana: port.prefault(3003).describe('On 127.0.0.1'),
  components: z
    .record(dnsLabel, port)
    .default({})
    .describe('Port of a web component on 127.0.0.1 (default: its own first port)'),
});

/** What only Docker Compose has to know about an environment. */
export const compose = z
  .strictObject({
    subnet: cidr.prefault('172.21.0.0/16').describe('Addresses of all networks of the project'),
    ports: ports.prefault({}),
    images: images.prefault({}),
    acme: acme.prefault({}).describe('Certificates of the profile edge'),
  })
  .describe('What only Docker Compose has to know');

export type ComposeSettings = z.output<typeof compose>;
