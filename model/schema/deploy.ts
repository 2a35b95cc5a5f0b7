import { z } from 'zod';
import { safeText } from './scalars/text';

/** Ways of deploying an environment. */
export const deployMethod = z.enum(['kubernetes', 'helm', 'compose', 'terraform', 'argocd']);

/** How `manifold deploy` reaches an environment, and which cluster it must be. */
export const deploy = z
  .strictObject({
    method: deployMethod.default('kubernetes').describe('Way of deploying, unless the command names another'),
    context: safeText.optional().describe('Context of the kubeconfig; no command looks at the current one'),
    clusterUid: z
      .string()
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a UID such as 0f4e7c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6')
      .optional()
      .describe('UID of the namespace kube-system: proves that a context leads to the cluster that is meant'),
  })
  .describe('How manifold deploy reaches this environment');

export type DeploySettings = z.output<typeof deploy>;
export type DeployMethod = z.output<typeof deployMethod>;
