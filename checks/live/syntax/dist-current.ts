import type { Method } from '../../../deploy/method';
import { checkArtifacts } from '../../../emit/write';
import { assertNever } from '../../../lib/errors';
import type { Model } from '../../../model/model';
import { type Check, failed, passed } from '../check';

export const distCurrent: Check = {
  id: 'dist-current',
  category: 'syntax',
  title: 'The output folder holds for the method what synth makes today',
  run: async ({ artifacts, distFolder, method, model }) => {
    const isOfMethod = filesOf(method, model);
    const { stale, missing, extra } = checkArtifacts(distFolder, artifacts);
    const details = [
      ...stale.filter(isOfMethod).map((path) => `stale: ${path}`),
      ...missing.filter(isOfMethod).map((path) => `missing: ${path}`),
      ...extra.filter(isOfMethod).map((path) => `no longer made: ${path}`),
    ];
    if (details.length > 0) return [failed('the output folder is not current: run manifold synth', details)];
    const count = artifacts.filter(({ path }) => isOfMethod(path)).length;
    return [
      count === 0 ? failed(`synth makes nothing for the method ${method}`) : passed(`${count} files are current`),
    ];
  },
};

/** Which files a method deploys an environment from. */
function filesOf(method: Method, { application, environment }: Model): (path: string) => boolean {
  const manifests = (path: string): boolean => path === `${application.name}-${environment.name}.k8s.yaml`;
  const chart = (path: string): boolean => path.startsWith(`helm/${application.name}/`);
  switch (method) {
    case 'kubernetes':
      return manifests;
    case 'helm':
      return chart;
    case 'compose':
      return (path) => path.startsWith(`compose/${environment.name}/`);
    case 'terraform':
      // Further regions add a suffix; another environment that starts with the same name is judged too, which is harmless.
      return (path) => path.startsWith(`terraform/${environment.name}`);
    case 'argocd':
      return (path) => path.startsWith('argocd/') || manifests(path) || chart(path);
    default:
      return assertNever(method);
  }
}
