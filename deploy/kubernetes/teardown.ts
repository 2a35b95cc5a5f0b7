import { EXIT, UserError } from '../../lib/errors';
import type { Step, TeardownOptions } from '../driver';
import type { InventoryEntry } from '../release/record';
import { inventoryOf } from './apply';
import { type ClusterObject, DATA_KINDS } from './objects';
import { deleteEntries, ownedEntries } from './prune';
import type { ClusterWork } from './steps';

/** What stays when the data stays. */
const KEPT: ReadonlySet<string> = new Set(DATA_KINDS);
const SECONDS = 300;
const PART_OF = 'app.kubernetes.io/part-of';
const POD_KINDS = 'pods,jobs.batch,replicasets.apps';

/** The steps that remove what releases made: with the data, the whole namespace; without, all but claims and Secrets. */
export function teardownSteps(
  work: ClusterWork,
  { deleteData }: TeardownOptions,
  inventory: readonly InventoryEntry[],
): readonly Step[] {
  return deleteData ? [workloadStep(work, inventory), namespaceStep(work)] : [workloadStep(work, inventory)];
}

function workloadStep(work: ClusterWork, inventory: readonly InventoryEntry[]): Step {
  const { kubectl, model } = work;
  const application = model.application.name;
  return {
    name: 'workloads',
    title: 'Everything that holds no data',
    run: async () => {
      const options = { kubectl, application, keptKinds: KEPT };
      const known = await ownedEntries(
        inventory.filter(({ kind }) => !KEPT.has(kind)),
        options,
      );
      const entries = [...known, ...(await unknownEntries(work, known))];
      await deleteEntries(entries, options);
      const gone = ['wait', '--for=delete', POD_KINDS, '-l', `${PART_OF}=${application}`, `--timeout=${SECONDS}s`];
      const { code, stderr } = await kubectl.try(gone, { timeoutSeconds: SECONDS + 10 });
      if (code !== 0 && !stderr.includes('no matching resources found'))
        return { ok: false, failure: { message: 'pods do not end', details: stderr.trim().split('\n') } };
      return { ok: true, note: `${entries.length} objects deleted; claims, Secrets and the namespace stay` };
    },
  };
}

const MADE_KINDS =
  'deployments.apps,statefulsets.apps,jobs.batch,cronjobs.batch,services,configmaps,serviceaccounts,networkpolicies.networking.k8s.io,' +
  'horizontalpodautoscalers.autoscaling,poddisruptionbudgets.policy,ingresses.networking.k8s.io,resourcequotas,limitranges';

/** What a run that was killed in the middle of an apply has made, and had no time to record: ours by its labels. */
async function unknownEntries(
  { kubectl, model }: ClusterWork,
  known: readonly InventoryEntry[],
): Promise<InventoryEntry[]> {
  const selector = `${PART_OF}=${model.application.name},app.kubernetes.io/managed-by=manifold`;
  const found = await kubectl.list<ClusterObject & { readonly metadata: { readonly ownerReferences?: unknown } }>([
    'get',
    MADE_KINDS,
    '-l',
    selector,
  ]);
  const uids = new Set(known.map(({ uid }) => uid));
  const own = found.filter(({ metadata }) => metadata.ownerReferences === undefined && !uids.has(metadata.uid ?? ''));
  return inventoryOf(own);
}

/** Deletes the namespace, as long as it is one of this application. */
export function namespaceStep({ kubectl, model }: ClusterWork): Step {
  const { namespace } = kubectl.access;
  return {
    name: 'namespace',
    title: 'The namespace with its claims and Secrets',
    run: async () => {
      const found = await kubectl.json<ClusterObject>(['get', 'namespace', namespace, '--ignore-not-found']);
      if (found === undefined) return { ok: true, note: 'is gone' };
      if (found.metadata.labels?.[PART_OF] !== model.application.name)
        throw new UserError(`the namespace ${namespace} is not one of ${model.application.name}: it stays`, {
          exitCode: EXIT.failed,
        });
      const { code, stderr } = await kubectl.try(['delete', 'namespace', namespace, `--timeout=${SECONDS}s`], {
        timeoutSeconds: SECONDS + 10,
      });
      if (code === 0) return { ok: true };
      return { ok: false, failure: { message: `the namespace ${namespace} does not go`, details: [stderr.trim()] } };
    },
  };
}
