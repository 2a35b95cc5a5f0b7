import { WAVE } from '../../charts/argocd/sync-waves';
import { wordRange } from './command-lines';
import type { Placed, TemplateContext } from './template-context';
import { EDGE_ANNOTATIONS, edgeEntry, edgeItem } from './template-edge';
import { type Entry, expression, type Item } from './template-node';
import { policyEntries, policyRules } from './template-policy';

/** Conditions and repetitions around one key: what an environment may have, leave out or have more of. */
export function shapeEntry(entry: Entry, placed: Placed, context: TemplateContext): Entry[] {
  const path = placed.trail.join('.');
  if (context.kind === 'NetworkPolicy') return policyEntries(entry, placed);
  if (path.startsWith('metadata.annotations')) return [annotationEntry(entry, placed, context)];
  const ofEdge = edgeEntry(entry, placed, context);
  if (ofEdge !== undefined) return [ofEdge];
  if (context.kind === 'PodDisruptionBudget' && path === 'spec.maxUnavailable') return disruptionEntries();
  if (context.kind === 'ResourceQuota' && path === 'spec.hard') return [withPairs(entry, '$.Values.quota.hard')];
  if (context.kind === 'ConfigMap' && path === 'data' && context.data !== undefined)
    return [withPairs(entry, context.data)];
  if (context.kind === 'SealedSecret' && path === 'spec.encryptedData')
    return [withPairs(entry, `get $.Values.secrets.sealed.encryptedData ${JSON.stringify(context.name)}`)];
  return [podEntry(entry, placed, context)];
}

/** A map of texts that the values hold whole. */
function withPairs(entry: Entry, map: string): Entry {
  const pair: Entry = {
    key: expression('$key | quote'),
    node: expression('$text | quote'),
    range: `$key, $text := ${map}`,
  };
  return { ...entry, node: { kind: 'map', entries: [pair] } };
}

/** Annotations that only some environments have; a map of one such alone goes with it. */
function annotationEntry(entry: Entry, { trail, value }: Placed, context: TemplateContext): Entry {
  const keys = trail.length === 2 ? Object.keys(value as object) : trail.slice(2);
  const conditions = keys.map((key) => (key === WAVE ? context.waves : EDGE_ANNOTATIONS[key]?.when));
  const code = trail.length === 2 ? undefined : EDGE_ANNOTATIONS[keys[0] ?? '']?.code;
  const shaped = code === undefined ? entry : { ...entry, node: expression(`${code} | quote`) };
  const [first] = conditions;
  if (first === undefined || conditions.includes(undefined)) return shaped;
  return { ...shaped, when: conditions.length === 1 ? first : `or ${conditions.map((each) => `(${each})`).join(' ')}` };
}

function disruptionEntries(): Entry[] {
  const least = '$component.disruption.minAvailable';
  return [
    { key: 'minAvailable', node: expression(`${least} | toJson`), when: `not (kindIs "invalid" ${least})` },
    {
      key: 'maxUnavailable',
      node: expression('$component.disruption.maxUnavailable | toJson'),
      when: `kindIs "invalid" ${least}`,
    },
  ];
}

function podEntry(entry: Entry, { trail, value }: Placed, context: TemplateContext): Entry {
  const key = trail.at(-1);
  switch (key) {
    case 'replicas':
      return typeof value === 'number' && context.marks.codeOfNumber(value) !== undefined
        ? { ...entry, when: 'not $component.autoscaling.enabled' }
        : entry;
    case 'imagePullSecrets':
      return { ...entry, when: '$.Values.images.pullSecrets' };
    case 'envFrom':
      return { ...entry, when: '$env' };
    case 'env':
      return isRepeated(entry) ? { ...entry, when: '$component.secretVariables' } : entry;
    case 'volumes':
    case 'volumeMounts':
      return isRepeated(entry) ? { ...entry, when: '$component.secretFiles' } : entry;
    case 'annotations':
      return { ...entry, when: 'and $.Values.monitoring.enabled $.Values.monitoring.annotations' };
    case 'lifecycle':
      return { ...entry, when: 'semverCompare ">=1.30.0" (printf "%s.0" $.Values.kubernetesVersion)' };
    case 'storageClassName':
    case 'sectionName': {
      const code = context.marks.bareCodeOf(String(value));
      return code === undefined ? entry : { ...entry, when: code };
    }
    default:
      return entry;
  }
}

/** A list of nothing but repeated items may come out empty. */
function isRepeated(entry: Entry): boolean {
  return (
    entry.node.kind === 'list' &&
    entry.node.items.length > 0 &&
    entry.node.items.every(({ range }) => range !== undefined)
  );
}

/** Conditions and repetitions around one item of a list. */
export function shapeItem(item: Item, placed: Placed, context: TemplateContext): Item {
  return edgeItem(item, placed, context) ?? podItem(item, placed, context);
}

function podItem(item: Item, { trail, value }: Placed, { marks }: TemplateContext): Item {
  const texts = JSON.stringify(value);
  switch (trail.at(-2)) {
    case 'imagePullSecrets':
      return { ...item, range: '$.Values.images.pullSecrets' };
    case 'env':
      return uses(texts, '$reference') ? { ...item, range: '$name, $reference := $component.secretVariables' } : item;
    case 'volumes':
    case 'volumeMounts':
      return uses(texts, '$secret') ? { ...item, range: '$secret, $keys := $component.secretFiles' } : item;
    case 'command':
    case 'args':
      return uses(texts, '$word') ? { ...item, range: wordRange(trail) } : item;
    case 'items':
      return marks.bareCodeOf(texts) === undefined ? item : { ...item, range: '$keys' };
    case 'metrics':
      return { ...item, when: `$component.autoscaling.${metricOf(value)}` };
    default:
      return item;
  }

  function uses(text: string, variable: string): boolean {
    return marks.bareCodeOf(text)?.includes(variable) ?? false;
  }
}

function metricOf(value: unknown): string {
  return (value as { readonly resource: { readonly name: string } }).resource.name;
}

/** A list as a whole, after its items were shaped. */
export function shapeList(items: readonly Item[], placed: Placed, context: TemplateContext): readonly Item[] {
  return context.kind === 'NetworkPolicy' ? policyRules(items, placed) : items;
}
