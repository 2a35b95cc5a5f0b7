import { type ChartName, type PlacedObject, placeObjects } from '../../charts/build';
import { EDGE_OWNER } from '../../charts/edge/controller';
import { preparesData } from '../../model/derive/early-jobs';
import type { Artifact } from '../artifact';
import { withControllers } from './edge-objects';
import type { MarkedModels } from './marked-model';
import { prefixed } from './names';
import { PARTIALS } from './partials';
import type { Placeholders } from './placeholders';
import { serviceConfig } from './service-config';
import type { TemplateContext } from './template-context';
import { EDGE_CONDITIONS, HASHED_HEADERS, HEADER_VALUES } from './template-edge';
import { block, expression, goText, mapOf, type TemplateNode } from './template-node';
import { toTemplate } from './template-yaml';
import { objectTemplate } from './to-template';
import type { Union } from './union';

/** One document of a template file, under a condition. */
interface Document {
  readonly node: TemplateNode;
  readonly when?: string;
}

/** Those whose objects follow values; Secrets do as well, and have more than two forms. */
const TEMPLATED: readonly ChartName[] = ['namespace', 'config', 'network-policy', 'data', 'workloads', 'edge'];

/** The templates of a chart, as files below `templates/`. */
export function emitTemplates(union: Union, models: MarkedModels, marks: Placeholders): Artifact[] {
  const waves = waveCondition(union);
  const shared: Shared = { marks, hashedNames: new Map(), ...(waves === undefined ? {} : { waves }) };
  const objects = [
    ...withControllers(
      placeObjects(models.first, TEMPLATED),
      models.controllers.map((model) => placeObjects(model, ['edge'])),
    ),
    ...placeObjects(models.second, ['edge', 'workloads']).filter(
      ({ chart, part }) => chart === 'edge' || part === 'autoscaler',
    ),
  ];
  const secrets = [models.first, models.second, ...(models.sealed ? [models.sealed] : [])].flatMap((model) =>
    placeObjects(model, ['secrets']),
  );
  const byOwner = groupByOwner(objects);
  const take = (owner: string): PlacedObject[] => byOwner.get(owner) ?? [];
  return [
    { path: '_manifold.tpl', content: PARTIALS },
    plainFile('namespace.yaml', take('namespace'), shared),
    plainFile('quota.yaml', take('quota'), shared),
    plainFile('limit-range.yaml', take('limit-range'), shared),
    plainFile('network-policy.yaml', ['default-deny', 'allow-dns', 'allow-acme-solver'].flatMap(take), shared),
    edgeFile(take(EDGE_OWNER), shared),
    secretsFile(union, secrets, shared),
    ...union.components.map(({ component }) => componentFile(component.name, take(component.name), shared)),
    ...union.services.map((service) => serviceFile(service.name, take(service.name), shared)),
  ].filter(({ content }) => content !== '');
}

/** What holds for all objects of the chart. */
type Shared = Omit<TemplateContext, 'kind' | 'name'>;

/** Sync waves order a migration before the new version: only where one is switched on. */
function waveCondition(union: Union): string | undefined {
  const jobs = union.components.filter(({ component }) => preparesData(component));
  if (jobs.length === 0) return undefined;
  const each = jobs.map(({ component }) => `(include "manifold.isEnabled" (list $ ${goText(component.name)}))`);
  return `or ${each.join(' ')}`;
}

function groupByOwner(objects: readonly PlacedObject[]): Map<string, PlacedObject[]> {
  const groups = new Map<string, PlacedObject[]>();
  for (const placed of objects) {
    const group = groups.get(placed.owner);
    if (group) group.push(placed);
    else groups.set(placed.owner, [placed]);
  }
  return groups;
}

const OBJECT_CONDITIONS: Readonly<Record<string, string>> = {
  // Helm keeps its records in the namespace, so that it is there before an installation; a rendering alone has to hold it.
  Namespace: 'and $.Values.namespace.create (not (lookup "v1" "Namespace" "" $.Release.Namespace))',
  ResourceQuota: '$.Values.quota.enabled',
  LimitRange: '$.Values.limitRange.enabled',
  NetworkPolicy: '$.Values.networkPolicy.enabled',
  HorizontalPodAutoscaler: '$component.autoscaling.enabled',
  PodDisruptionBudget:
    'gt (ternary $component.autoscaling.maxReplicas $component.replicas $component.autoscaling.enabled | int) 1',
  Ingress: 'eq $.Values.edge.kind "ingress"',
  HTTPRoute: 'eq $.Values.edge.kind "gateway"',
};

function conditionOf({ chart, owner, part, object }: PlacedObject): string | undefined {
  const ofEdge = chart === 'edge' ? EDGE_CONDITIONS[`${object.kind} ${part}`] : undefined;
  if (ofEdge !== undefined) return ofEdge;
  if (chart === 'network-policy' && owner === 'allow-acme-solver')
    return 'and $.Values.networkPolicy.enabled (eq $.Values.edge.kind "ingress") $.Values.edge.tls.enabled (or $.Values.edge.tls.issuer $.Values.edge.tls.acme.enabled)';
  if (part === 'env') return '$env';
  return OBJECT_CONDITIONS[object.kind];
}

function plainFile(name: string, objects: readonly PlacedObject[], shared: Shared): Artifact {
  const documents = objects.map((placed) => document(placed, shared));
  return { path: name, content: print(documents) };
}

function edgeFile(objects: readonly PlacedObject[], shared: Shared): Artifact {
  const documents = objects.map((placed) => {
    const { kind, metadata } = placed.object;
    const hashed = { hashedNames: new Map([[metadata.name, HASHED_HEADERS]]), data: HEADER_VALUES };
    return document(placed, kind === 'ConfigMap' ? { ...shared, ...hashed } : shared);
  });
  return { path: 'edge.yaml', content: print(documents) };
}

function document(placed: PlacedObject, context: Shared): Document {
  const { object } = placed;
  const node = objectTemplate(object, { ...context, kind: object.kind, name: object.metadata.name });
  const when = conditionOf(placed);
  return { node, ...(when === undefined ? {} : { when }) };
}

function print(documents: readonly Document[]): string {
  return documents
    .map(({ node, when }) => {
      const text = `---\n${toTemplate(node)}`;
      return when === undefined ? text : `{{- if ${when} }}\n${text}{{- end }}\n`;
    })
    .join('');
}

function secretsFile(union: Union, objects: readonly PlacedObject[], shared: Shared): Artifact {
  const documents = objects.map((placed): Document => {
    const secret = union.secrets.find(({ name }) => name === placed.owner);
    const provider = { Secret: 'cluster', ExternalSecret: 'external', SealedSecret: 'sealed' }[placed.object.kind];
    const { owner: belongs } = secret ?? {};
    const owner =
      belongs?.kind === 'backingService' && isPassword(union, belongs.name, placed.owner)
        ? [`(include "manifold.isEnabled" (list $ ${goText(belongs.name)}))`]
        : [];
    const conditions = [
      `(eq $.Values.secrets.provider ${goText(provider ?? '')})`,
      `(index $.Values.secrets.items ${goText(placed.owner)}).create`,
      `(not (index $.Values.secrets.items ${goText(placed.owner)}).existingSecret)`,
      ...owner,
    ];
    return { ...document(placed, shared), when: `and ${conditions.join(' ')}` };
  });
  return { path: 'secrets.yaml', content: print(documents) };
}

/** Of a database that the chart runs itself; that of CloudNativePG is made wherever an environment wants it. */
function isPassword({ services }: Union, service: string, secret: string): boolean {
  return services.some(({ name, password }) => name === service && password.secret === secret);
}

function componentFile(name: string, objects: readonly PlacedObject[], shared: Shared): Artifact {
  const hashedNames = new Map<string, string>();
  const job = objects.find(({ object }) => object.kind === 'Job');
  for (const { part, object } of objects)
    if (part === 'env')
      hashedNames.set(object.metadata.name, `include "manifold.hashedName" (list $ ${goText(`${name}-env`)} $env)`);
  const hasEnv = hashedNames.size > 0;
  const variables = [
    `{{- $component := index $.Values.components ${goText(name)} }}`,
    ...(hasEnv ? ['{{- $env := include "manifold.config" (list $ $component) | fromJson }}'] : []),
  ].join('\n');
  const partial = `manifold.job.${name}`;
  if (job !== undefined) hashedNames.set(job.object.metadata.name, jobName(name, partial));
  const documents = objects.map((placed) => {
    const context = { ...shared, hashedNames, ...(placed.part === 'env' ? { data: '$env' } : {}) };
    return { placed, ...document(placed, context) };
  });
  const printed = documents.map(({ placed, node, when }) => ({
    node: placed === job ? withBlock(node, partial) : node,
    ...(when === undefined ? {} : { when }),
  }));
  const define = documents.flatMap(({ placed, node }) =>
    placed === job ? [`{{- define ${goText(partial)} -}}\n${variables}\n${toTemplate(specOf(node))}{{- end }}\n`] : [],
  );
  const body = `${define.join('')}${variables}\n{{- if $component.enabled }}\n${print(printed)}{{- end }}\n`;
  return { path: `components/${name}.yaml`, content: body };
}

/** A Job cannot be changed, so its name changes with its pod. */
function jobName(name: string, partial: string): string {
  const pod = `(include ${goText(partial)} $ | fromYaml).template.spec`;
  return `printf "%s-%s" (${prefixed(name)}) (include "manifold.hash" ${pod})`;
}

function withBlock(node: TemplateNode, partial: string): TemplateNode {
  if (node.kind !== 'map') return node;
  const spec = block(`include ${goText(partial)} $ | trim`);
  return mapOf(node.entries.map((entry) => (entry.key === 'spec' ? { ...entry, node: spec } : entry)));
}

function specOf(node: TemplateNode): TemplateNode {
  const spec = node.kind === 'map' ? node.entries.find(({ key }) => key === 'spec') : undefined;
  return spec?.node ?? expression('fail "no spec"');
}

function serviceFile(name: string, objects: readonly PlacedObject[], shared: Shared): Artifact {
  const config = serviceConfig(objects.map(({ object }) => object));
  const hashedNames = new Map(
    config === undefined
      ? []
      : [[config.name, `include "manifold.hashedName" (list $ ${goText(`${name}-config`)} $config)`] as const],
  );
  const documents = objects.map((placed) =>
    document(placed, {
      ...shared,
      hashedNames,
      ...(placed.object.metadata.name === config?.name ? { data: '$config' } : {}),
    }),
  );
  const variables = [
    `{{- $service := index $.Values.backingServices ${goText(name)} }}`,
    ...(config === undefined ? [] : [`{{- $config := ${config.code} }}`]),
  ].join('\n');
  return {
    path: `backing-services/${name}.yaml`,
    content: `${variables}\n{{- if $service.enabled }}\n${print(documents)}{{- end }}\n`,
  };
}
