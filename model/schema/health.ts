import { z } from 'zod';
import { duration } from './scalars/duration';
import { httpPath } from './scalars/http-path';
import { portName } from './scalars/names';
import { safeText } from './scalars/text';

const timing = {
  period: duration.optional().describe('Time between two probes (default 10s; startup 5s)'),
  timeout: duration.optional().describe('Time one probe may take (default 3s)'),
  failureThreshold: z.int().min(1).max(1000).optional().describe('Failures in a row before the probe acts (default 3)'),
};

const portField = portName.optional().describe('Name of the port (default: the first port)');

const httpProbe = z.strictObject({ http: z.strictObject({ path: httpPath, port: portField }), ...timing });
const tcpProbe = z.strictObject({ tcp: z.strictObject({ port: portField }), ...timing });
const execProbe = z.strictObject({
  exec: z.array(safeText).min(1).describe('Command and arguments, texts with ${...} references; no shell'),
  ...timing,
});

/** One probe: an HTTP GET, a TCP connection or a command. */
export const probe = z.union([httpProbe, tcpProbe, execProbe]).describe('One of http, tcp or exec');

/**
 * Health of a component. `readiness` takes a pod out of its Service and may ask dependencies inside the system;
 * `liveness` restarts it and must not; `startup` holds both back until the first success.
 */
export const health = z
  .strictObject({
    readiness: probe,
    liveness: probe
      .optional()
      .describe(
        'Default: a TCP connection to the same port, so that no dependency can cause a restart; none without a port',
      ),
    startup: probe.optional().describe('Default: the readiness probe, every 5s, for at most `startupTimeout`'),
    program: z
      .enum(['wget', 'curl', 'node', 'none'])
      .default('wget')
      .describe(
        'Program in the image for http and tcp probes in Compose, which asks from inside; none: it does not ask',
      ),
    startupTimeout: duration.prefault('2m').describe('Time to the first success before the container is restarted'),
  })
  .describe('Health of the component, stated once for every method');

export type Probe = z.output<typeof probe>;
export type Health = z.output<typeof health>;
