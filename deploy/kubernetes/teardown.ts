import type { Step, TeardownOptions } from '../driver';
import type { InventoryEntry } from '../release/record';
import { inventoryOf } from './apply';
import { namespaceStep } from './namespace-step';
import { type ClusterObject, DATA_KINDS } from './objects';
import { deleteEntries, ownedEntries } from './prune';
import type { ClusterWork } from './steps';

/** What stays when the data stays. */
const KEPT: ReadonlySet<string> = new Set(DATA_KINDS);
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
  const { kubectl, model, now } = work;
  const application = model.application.name;
  return {
    name: 'workloads',
    title: 'Everything that holds no data',
    run: async ({ deadline }) => {
      const options = { kubectl, application, keptKinds: KEPT };
      const known = await ownedEntries(
        inventory.filter(({ kind }) => !KEPT.has(kind)),
        options,
      );
      const entries = [...known, ...(await unknownEntries(work, known))];
      await deleteEntries(entries, options);
      const seconds = Math.max(1, Math.ceil((deadline - now().getTime()) / 1000));
      const gone = ['wait', '--for=delete', POD_KINDS, '-l', `${PART_OF}=${application}`, `--timeout=${seconds}s`];
      const { code, stderr } = await kubectl.try(gone, { timeoutSeconds: seconds + 10 });
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
