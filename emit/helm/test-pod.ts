import { CONTAINER_SECURITY, podSecurity } from '../../charts/parts/security';
import type { Component } from '../../model/model';
import type { Artifact } from '../artifact';
import { type Entry, expression, goText, type Item, listOf, mapOf, scalar, type TemplateNode } from './template-node';
import { toTemplate } from './template-yaml';
import type { Union } from './union';

/** Seconds that a test waits for one answer. */
const TIMEOUT_SECONDS = 10;
/** Asks every address given: http by a request that has to succeed, tcp by a connection. */
const SCRIPT = `for address in "$@"; do
  echo "$address"
  case "$address" in
    tcp://*) pair=\${address#tcp://}; nc -z -w ${TIMEOUT_SECONDS} "\${pair%:*}" "\${pair##*:}" ;;
    *) wget -q -T ${TIMEOUT_SECONDS} -O /dev/null "$address" ;;
  esac
done
`;
const USER = 10001;

/** What `helm test` runs: a pod that asks every component that listens, and the rules that let it through meanwhile. */
export function emitTestPod(union: Union): Artifact[] {
  const listening = union.components.map(({ component }) => component).filter(isListening);
  if (listening.length === 0) return [];
  const policies = [policy('test-out', outwards()), policy('test-in', inwards())].map(toTemplate);
  const guarded = policies.map((text) => `{{- if $.Values.networkPolicy.enabled }}\n---\n${text}{{- end }}\n`).join('');
  return [{ path: 'tests/reachable.yaml', content: `${guarded}---\n${toTemplate(pod(listening))}` }];
}

/** Whether a component can be asked for something. */
export function isListening({ ports, run }: Component): boolean {
  return ports.length > 0 && run === undefined;
}

const hook = (weight: string): Entry[] => [
  { key: 'helm.sh/hook', node: scalar('test') },
  { key: 'helm.sh/hook-weight', node: scalar(weight) },
  { key: 'helm.sh/hook-delete-policy', node: scalar('before-hook-creation,hook-succeeded') },
];

function named(name: string, weight: string): TemplateNode {
  return mapOf([
    { key: 'annotations', node: mapOf(hook(weight)) },
    { key: 'labels', node: testLabels() },
    { key: 'name', node: expression(`include "manifold.name" (list $ ${goText(name)}) | quote`) },
    { key: 'namespace', node: expression('$.Release.Namespace | quote') },
  ]);
}

/** Not the labels of a workload: no Service may pick the test pod. */
function testLabels(): TemplateNode {
  return mapOf([
    { key: 'app.kubernetes.io/component', node: scalar('test') },
    { key: 'app.kubernetes.io/instance', node: expression('$.Release.Name | quote') },
  ]);
}

function instanceLabels(): TemplateNode {
  return mapOf([{ key: 'app.kubernetes.io/instance', node: expression('$.Release.Name | quote') }]);
}

const selector = (labels: TemplateNode): TemplateNode => mapOf([{ key: 'matchLabels', node: labels }]);
const peers = (labels: TemplateNode): TemplateNode =>
  listOf([{ node: mapOf([{ key: 'podSelector', node: selector(labels) }]) }]);

function policy(name: string, spec: TemplateNode): TemplateNode {
  return mapOf([
    { key: 'apiVersion', node: scalar('networking.k8s.io/v1') },
    { key: 'kind', node: scalar('NetworkPolicy') },
    { key: 'metadata', node: named(name, '-1') },
    { key: 'spec', node: spec },
  ]);
}

function outwards(): TemplateNode {
  return mapOf([
    { key: 'podSelector', node: selector(testLabels()) },
    { key: 'policyTypes', node: listOf([{ node: scalar('Egress') }]) },
    { key: 'egress', node: listOf([{ node: mapOf([{ key: 'to', node: peers(instanceLabels()) }]) }]) },
  ]);
}

function inwards(): TemplateNode {
  return mapOf([
    { key: 'podSelector', node: selector(instanceLabels()) },
    { key: 'policyTypes', node: listOf([{ node: scalar('Ingress') }]) },
    { key: 'ingress', node: listOf([{ node: mapOf([{ key: 'from', node: peers(testLabels()) }]) }]) },
  ]);
}

function pod(components: readonly Component[]): TemplateNode {
  return mapOf([
    { key: 'apiVersion', node: scalar('v1') },
    { key: 'kind', node: scalar('Pod') },
    { key: 'metadata', node: named('test', '0') },
    {
      key: 'spec',
      node: mapOf([
        { key: 'automountServiceAccountToken', node: scalar(false) },
        { key: 'enableServiceLinks', node: scalar(false) },
        { key: 'restartPolicy', node: scalar('Never') },
        {
          key: 'imagePullSecrets',
          when: '$.Values.images.pullSecrets',
          node: listOf([
            { range: '$.Values.images.pullSecrets', node: mapOf([{ key: 'name', node: expression('. | quote') }]) },
          ]),
        },
        { key: 'securityContext', node: plain(podSecurity(USER)) },
        { key: 'containers', node: listOf([{ node: container(components) }]) },
      ]),
    },
  ]);
}

function container(components: readonly Component[]): TemplateNode {
  const amounts = mapOf(
    ['cpu', 'memory'].map((key) => ({ key, node: expression(`$.Values.tests.resources.${key} | quote`) })),
  );
  const items = ['sh', '-euc', SCRIPT.replaceAll('$', '$$$$'), 'test'].map((text): Item => ({ node: scalar(text) }));
  return mapOf([
    { key: 'name', node: scalar('test') },
    { key: 'image', node: expression('include "manifold.image" $.Values.tests.image | quote') },
    { key: 'imagePullPolicy', node: expression('$.Values.images.pullPolicy | quote') },
    { key: 'command', node: listOf([...items, ...components.map(address)]) },
    {
      key: 'resources',
      node: mapOf([
        { key: 'requests', node: amounts },
        { key: 'limits', node: amounts },
      ]),
    },
    { key: 'securityContext', node: plain(CONTAINER_SECURITY) },
  ]);
}

/** Where a component answers when it is ready. */
function address({ name, health, ports }: Component): Item {
  const action = health?.readiness.action;
  const port = (action?.kind === 'exec' ? undefined : action?.port.number) ?? ports[0]?.number;
  const host = `(include "manifold.name" (list $ ${goText(name)}))`;
  const rest = `:${port}${action?.kind === 'http' ? action.path.replaceAll('$', '$$$$') : ''}`;
  const scheme = action?.kind === 'http' ? 'http' : 'tcp';
  return {
    node: expression(`printf "%s://%s%s" ${goText(scheme)} ${host} ${goText(rest)} | quote`),
    when: `include "manifold.isEnabled" (list $ ${goText(name)})`,
  };
}

/** A value without holes. */
function plain(value: unknown): TemplateNode {
  if (Array.isArray(value)) return listOf(value.map((item) => ({ node: plain(item) })));
  if (typeof value !== 'object' || value === null) return scalar(value as string | number | boolean | null);
  return mapOf(Object.entries(value).map(([key, inner]) => ({ key, node: plain(inner) })));
}
