import { z } from 'zod';
import { gitRepository, gitRevision } from './scalars/git';
import { dnsLabel, dnsSubdomain } from './scalars/names';
import { projectPath } from './scalars/path';
import { url } from './scalars/url';

/** How Argo CD follows the output folder in a Git repository; the same in every environment. */
export const gitops = z
  .strictObject({
    repository: gitRepository.describe('Repository that the output folder is committed to'),
    revision: gitRevision
      .default('main')
      .describe('Branch, tag or commit to follow, unless an environment says otherwise'),
    path: projectPath.default('dist').describe('The output folder in that repository'),
    source: z
      .enum(['directory', 'helm'])
      .default('directory')
      .describe('directory: the manifest file of the environment; helm: the chart with the values of the environment'),
    objects: z
      .enum(['applications', 'applicationSet'])
      .default('applications')
      .describe('An Application for each environment, or one ApplicationSet that makes them'),
    namespace: dnsLabel.default('argocd').describe('Namespace that Argo CD runs in'),
  })
  .describe('Argo CD objects that make clusters follow the output folder in a Git repository');

const apiServer = url.refine(({ hasCredentials }) => !hasCredentials, 'an API server without user, password and key');
const server = z.strictObject({ server: apiServer.describe('API server of the cluster') });
const name = z.strictObject({ name: dnsSubdomain.describe('Name that Argo CD knows the cluster by') });

/** What an environment says about gitops; it counts only where app.yaml has a `gitops` section. */
export const gitopsSettings = z.strictObject({
  revision: gitRevision.optional().describe('Branch, tag or commit in place of the one in app.yaml'),
  destination: z
    .union([server, name])
    .prefault({ server: 'https://kubernetes.default.svc' })
    .describe('Cluster, by the URL of its API server or by its name (default: the one that Argo CD runs in)'),
  automated: z.boolean().default(true).describe('false: a person starts each sync'),
  selfHeal: z.boolean().default(true).describe('Changes made in the cluster are undone'),
  prune: z.boolean().default(true).describe('Objects that are gone from the repository are deleted; never data'),
});

export type Gitops = z.output<typeof gitops>;
export type GitopsSettings = z.output<typeof gitopsSettings>;
