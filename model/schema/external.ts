import { z } from 'zod';
import { externalProbe } from './external-probe';
import { dnsLabel } from './scalars/names';
import { safeText } from './scalars/text';
import { url } from './scalars/url';

/** A service that others run; an environment chooses one of its endpoints. */
export const external = z.strictObject({
  description: safeText.optional(),
  endpoints: z
    .record(dnsLabel, url)
    .refine((all) => Object.keys(all).length > 0, 'at least one endpoint')
    .describe('URLs by the name of the network or region'),
  probe: externalProbe.optional(),
});

export type ExternalDeclaration = z.output<typeof external>;
