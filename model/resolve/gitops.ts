import type { GitopsModel } from '../gitops';
import { gitopsSettings } from '../schema/gitops';
import type { ResolveContext } from './context';

/** How Argo CD follows this environment; undefined where app.yaml has no `gitops`. */
export function resolveGitops({ application, environment }: ResolveContext): GitopsModel | undefined {
  if (!application.gitops) return undefined;
  const { revision, destination, ...sync } = environment.gitops ?? gitopsSettings.parse({});
  return {
    ...application.gitops,
    ...sync,
    revision: revision ?? application.gitops.revision,
    destination: 'server' in destination ? { server: destination.server.text } : destination,
  };
}
