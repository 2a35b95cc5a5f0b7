import type { Construct } from 'constructs';
import type { CnpgService } from '../../model/derive/hosting';
import { selectorLabels } from '../../model/derive/labels';
import type { Model } from '../../model/model';
import type { ObjectMetadata } from '../environment-chart';
import { k8s } from '../k8s';

const POSTGRES = 5432;
/** The instance manager: the operator asks it for its state, and instances each other. */
const STATUS = 8000;
/** Of API servers: as a Service of the cluster, and as the address behind it. */
const API_SERVER = [443, 6443];
const HTTPS = 443;

interface PolicyInput {
  readonly model: Model;
  readonly service: CnpgService;
  readonly meta: (name: string) => ObjectMetadata;
}

/** Policies for the pods of a Cluster, which have the operator's labels, and for those that talk to them. */
export function addCnpgPolicies(scope: Construct, { model, service, meta }: PolicyInput): void {
  const { name, hosting } = service;
  const pods = { podSelector: { matchLabels: { 'cnpg.io/cluster': name } } };
  const clients = model.components.filter(({ needs }) => needs.some((need) => need.name === name));
  const operator = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': hosting.operatorNamespace } },
  };
  new k8s.KubeNetworkPolicy(scope, `${name}.policy`, {
    metadata: meta(`${name}-cnpg`),
    spec: {
      ...pods,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [operator, pods], ports: ports([POSTGRES, STATUS]) },
        ...(clients.length === 0
          ? []
          : [{ from: clients.map((client) => peer(model, client.name)), ports: ports([POSTGRES]) }]),
      ],
      egress: [
        { to: [pods], ports: ports([POSTGRES, STATUS]) },
        {
          to: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }],
          ports: ports([...new Set([...API_SERVER, ...storePorts(service)])]),
        },
      ],
    },
  });
  for (const client of clients)
    new k8s.KubeNetworkPolicy(scope, `${name}.client.${client.name}`, {
      metadata: meta(`${client.name}-to-${name}`),
      spec: {
        podSelector: { matchLabels: selectorLabels(model, client.name) },
        policyTypes: ['Egress'],
        egress: [{ to: [pods], ports: ports([POSTGRES]) }],
      },
    });
}

function storePorts({ hosting: { backup } }: CnpgService): number[] {
  if (backup === undefined) return [];
  if (backup.endpointURL === undefined) return [HTTPS];
  const { port, protocol } = new URL(backup.endpointURL);
  return [port === '' ? (protocol === 'https:' ? HTTPS : 80) : Number(port)];
}

function peer(model: Model, name: string): k8s.NetworkPolicyPeer {
  return { podSelector: { matchLabels: selectorLabels(model, name) } };
}

function ports(numbers: readonly number[]): k8s.NetworkPolicyPort[] {
  return numbers.map((number) => ({ port: k8s.IntOrString.fromNumber(number), protocol: 'TCP' }));
}
