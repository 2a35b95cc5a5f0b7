import type { Model } from '../../model/model';
import type { Failure, Step, StepContext, StepOutcome, Target } from '../driver';
import { ClusterStore } from '../secrets/cluster-store';
import { ensureSecrets } from '../secrets/ensure';
import { applyObjects, inventoryOf } from './apply';
import { thawComponents } from './freeze';
import type { Kubectl } from './kubectl';
import { type ClusterObject, KEPT_KINDS, objectsOf, PHASES, type Phase, phaseOf, titleOf } from './objects';
import { deleteEntries, notWanted, ownedEntries } from './prune';
import { AWAITED_KINDS } from './readiness';
import { ARGOCD_TRACKING, HELM_NAMESPACE, HELM_RELEASE, untrack } from './untrack';
import { waitUntilReady } from './wait';

/** What the steps of a cluster work with. */
export interface ClusterWork {
  readonly kubectl: Kubectl;
  readonly model: Model;
  readonly now: () => Date;
  /** Objects of other tools, or of another method, become ours. */
  readonly takeOver: boolean;
  /** Components whose jobs need nothing but data. */
  readonly earlyJobs: ReadonlySet<string>;
}

/** Of an object that has one of these, another tool is the owner. */
const MARKS = [HELM_RELEASE, HELM_NAMESPACE, ARGOCD_TRACKING];

const TITLES: Readonly<Record<Phase, string>> = {
  namespace: 'Namespace, quota and limits',
  foundation: 'Secrets, configuration and policies',
  data: 'Databases and caches',
  jobs: 'Jobs that prepare the data',
  workloads: 'Components',
};

/** The steps that put these manifests in place. */
export function applySteps(work: ClusterWork, target: Target): readonly Step[] {
  const objects = objectsOf(target.artifacts);
  const phases = PHASES.flatMap((phase) => {
    const own = objects.filter((object) => phaseOf(object, work.earlyJobs) === phase);
    return own.length === 0 ? [] : [phaseStep(work, { phase, objects: own }, target)];
  });
  return [...phases, ...(target.wait ? [waitStep(work, objects)] : []), pruneStep(work, objects, target)];
}

function phaseStep(
  work: ClusterWork,
  { phase, objects }: { readonly phase: Phase; readonly objects: readonly ClusterObject[] },
  target: Target,
): Step {
  const isAwaited = target.wait && (phase === 'data' || phase === 'jobs');
  return {
    name: phase,
    title: TITLES[phase],
    run: async (context) => {
      const applied = await applyObjects(work.kubectl, objects);
      await context.made(inventoryOf(applied));
      if (work.takeOver) await untrack(work.kubectl, applied, MARKS);
      if (phase === 'foundation') {
        const failure = await fillSecrets(work, context);
        if (failure !== undefined) return { ok: false, failure };
      }
      if (phase === 'workloads')
        await thawComponents(
          work.kubectl,
          work.model.components.map(({ name }) => name),
        );
      return isAwaited ? awaited(work, objects, context) : { ok: true };
    },
  };
}

/** Makes the keys that are missing; pods would wait for them. */
export async function fillSecrets({ kubectl, model }: ClusterWork, { say }: StepContext): Promise<Failure | undefined> {
  if (model.environment.secretsProvider.provider !== 'cluster') return undefined;
  const keys = await ensureSecrets(model, new ClusterStore(kubectl), new Map());
  const made = keys.filter(({ action }) => action === 'generated');
  if (made.length > 0) say(`${made.length} keys of Secrets made`);
  const missing = keys.filter(({ action }) => action === 'missing').map(({ secret, key }) => `${secret}/${key}`);
  if (missing.length === 0) return undefined;
  return {
    message: `nobody gave ${missing.join(', ')}`,
    details: [`manifold secrets ensure ${model.environment.name} --from-file ${missing[0]}=FILE`],
  };
}

function awaited(work: ClusterWork, objects: readonly ClusterObject[], context: StepContext): Promise<StepOutcome> {
  const titles = objects.filter(({ kind }) => AWAITED_KINDS.has(kind)).map(titleOf);
  return waitUntilReady({ kubectl: work.kubectl, now: work.now, titles }, context);
}

function waitStep(work: ClusterWork, objects: readonly ClusterObject[]): Step {
  return { name: 'wait', title: 'Everything ready', run: (context) => awaited(work, objects, context) };
}

function pruneStep({ kubectl, model }: ClusterWork, wanted: readonly ClusterObject[], { inventory }: Target): Step {
  const options = { kubectl, application: model.application.name, keptKinds: KEPT_KINDS };
  return {
    name: 'prune',
    title: 'What is no longer wanted',
    run: async () => {
      const entries = await ownedEntries(notWanted(inventory, wanted, KEPT_KINDS), options);
      await deleteEntries(entries, options);
      const names = entries.map(({ kind, name }) => `${kind}/${name}`);
      return names.length === 0 ? { ok: true } : { ok: true, note: `deleted ${names.join(', ')}` };
    },
  };
}
