import type { Issue } from '../../lib/errors';
import { UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { Method } from '../method';
import { ClusterStore } from '../secrets/cluster-store';
import { previewSecrets, type SecretStore } from '../secrets/ensure';
import { type DryRun, UNKNOWN_KIND } from './apply';
import type { Kubectl } from './kubectl';
import { type ClusterObject, titleOf } from './objects';
import { ARGOCD_TRACKING, HELM_RELEASE } from './untrack';

/** Oldest kubectl whose `--subresource`-free server-side apply and `--raw` bodies were tried here. */
const OLDEST_MINOR = 28;

interface Versions {
  readonly clientVersion?: { readonly major: string; readonly minor: string };
  readonly serverVersion?: { readonly major: string; readonly minor: string };
}

/** Versions of kubectl and the cluster that this environment cannot be deployed with. */
export async function checkVersions(kubectl: Kubectl, model: Model): Promise<readonly Issue[]> {
  const { code, stdout, stderr } = await kubectl.try(['version', '-o', 'json']);
  const { clientVersion, serverVersion } = parsed(stdout);
  const client = Number.parseInt(clientVersion?.minor ?? '', 10);
  if (client < OLDEST_MINOR)
    return [issue('old-kubectl', `kubectl is 1.${client}, and 1.${OLDEST_MINOR} is the oldest that is known to work`)];
  if (code !== 0 || serverVersion === undefined)
    return [
      issue('no-cluster', `the cluster of the context ${kubectl.access.context} does not answer: ${stderr.trim()}`),
    ];
  const server = Number.parseInt(serverVersion.minor, 10);
  const wanted = model.environment.kubernetesVersion;
  return server >= wanted.minor
    ? []
    : [issue('old-cluster', `the cluster is 1.${server}, but the environment says kubernetesVersion ${wanted.text}`)];
}

function parsed(text: string): Versions {
  try {
    return JSON.parse(text) as Versions;
  } catch {
    return {};
  }
}

/** Keys of Secrets that a person has to give, or that must not be invented. */
export async function checkSecrets(kubectl: Kubectl, model: Model, hasNamespace: boolean): Promise<readonly Issue[]> {
  if (model.environment.secretsProvider.provider !== 'cluster') return [];
  const store: SecretStore = hasNamespace ? new ClusterStore(kubectl) : NO_SECRETS;
  try {
    const keys = await previewSecrets(model, store, new Map());
    return keys
      .filter(({ action }) => action === 'missing')
      .map(({ secret, key }) => ({
        ...issue(
          'missing-secret',
          `nobody gave it yet: manifold secrets ensure ${model.environment.name} --from-file ${secret}/${key}=FILE`,
        ),
        path: `${secret}/${key}`,
      }));
  } catch (error) {
    if (!(error instanceof UserError) || error.issues.length === 0) throw error;
    return error.issues;
  }
}

const NO_SECRETS: SecretStore = {
  read: async () => ({ secrets: new Map(), volumes: new Map() }),
  add: async () => new Set(),
};

/** What the API server refuses, in words that say what to do where that is known. */
export function refusals({ errors }: DryRun): readonly Issue[] {
  return errors.map((line) => {
    if (/immutable|Forbidden: updates to statefulset spec/.test(line))
      return issue(
        'immutable-field',
        `${line}\n    it can only be deleted and made again, which this command never does by itself`,
      );
    if (line.includes('(Forbidden)') || line.includes('is forbidden')) return issue('forbidden', line);
    if (UNKNOWN_KIND.test(line)) return issue('missing-crd', `${line}: the cluster does not know this kind`);
    return issue('refused', line);
  });
}

const OWNERS: readonly { readonly tool: Method; readonly owns: (object: ClusterObject) => boolean }[] = [
  { tool: 'helm', owns: ({ metadata }) => metadata.annotations?.[HELM_RELEASE] !== undefined },
  { tool: 'argocd', owns: ({ metadata }) => metadata.annotations?.[ARGOCD_TRACKING] !== undefined },
];

/** Live objects of these names that belong to another tool, or to nobody that is known. */
export function foreignObjects(live: readonly ClusterObject[], application: string): readonly Issue[] {
  return live.flatMap((object) => {
    const { labels = {} } = object.metadata;
    const owner = OWNERS.find(({ owns }) => owns(object));
    if (owner !== undefined)
      return [
        issue(
          'other-owner',
          `${titleOf(object)} was made by ${owner.tool}: two tools would undo each other's work; --take-over takes it`,
        ),
      ];
    const partOf = labels['app.kubernetes.io/part-of'];
    if (labels['app.kubernetes.io/managed-by'] === 'manifold' && partOf === application) return [];
    if (object.kind === 'Namespace' && partOf === undefined) return [];
    return [
      issue(
        'other-owner',
        `${titleOf(object)} is there already, and was not made by manifold for ${application}; --take-over takes it`,
      ),
    ];
  });
}

/** Whether one of these stands in the way. */
export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some(({ severity }) => severity === 'error');
}

function issue(code: string, message: string): Issue {
  return { code, path: 'deploy', message, severity: 'error' };
}
