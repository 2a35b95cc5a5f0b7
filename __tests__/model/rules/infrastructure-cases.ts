import { type RuleCase, WEB } from './rule-case';

const CACHE = `${WEB}    needs: [cache]
    environment: { CACHE: "\${cache.host}" }
backingServices:
  cache: { engine: redis, image: "redis:7" }
`;

const DATABASE = `${WEB}    needs: [db]
    environment: { DB: "\${db.host}" }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
`;

const HELM = 'gitops: { repository: "https://git.example/deploy.git", source: helm }\n';

/** Rules about the cloud below an environment, and about what Argo CD is told. */
export const INFRASTRUCTURE_CASES: readonly RuleCase[] = [
  {
    rule: 'cloud-capability',
    name: 'a firewall where there is none',
    app: WEB,
    environment: 'provider: vultr\ninfrastructure: { protection: { waf: true } }\n',
    at: 'envs/test.yaml:2:38',
    path: 'infrastructure.protection.waf',
    message: 'vultr has no web application firewall',
    mend: { file: 'environment', from: 'vultr', to: 'azure' },
  },
  {
    rule: 'cloud-capability',
    name: 'an API gateway of the beta provider',
    app: WEB,
    environment: 'provider: gcp\ninfrastructure: { apiGateway: true }\n',
    at: 'envs/test.yaml:2:31',
    path: 'infrastructure.apiGateway',
    message: 'gcp has no API gateway',
    mend: { file: 'environment', from: 'true', to: 'false' },
  },
  {
    rule: 'cloud-capability',
    name: 'a managed cache where there is none',
    app: CACHE,
    environment:
      'provider: linode\nbackingServices:\n  cache: { mode: managed, host: a.example, secret: { name: a } }\n',
    at: 'envs/test.yaml:3:18',
    path: 'backingServices.cache.mode',
    message: 'linode has no managed Redis',
    mend: { file: 'environment', from: 'managed', to: 'external' },
  },
  {
    rule: 'infrastructure-ranges',
    name: 'a subnet outside of the network',
    app: WEB,
    environment: 'infrastructure: { network: { cidr: 10.1.0.0/16, publicSubnets: [10.2.0.0/24] } }\n',
    at: 'envs/test.yaml:1:64',
    path: 'infrastructure.network.publicSubnets',
    message: 'the subnet 10.2.0.0/24 is not in the network 10.1.0.0/16',
    mend: { file: 'environment', from: '10.2.0.0/24', to: '10.1.0.0/24' },
  },
  {
    rule: 'infrastructure-ranges',
    name: 'a subnet over a derived one',
    app: WEB,
    environment: 'infrastructure: { network: { cidr: 10.1.0.0/16, privateSubnets: [10.1.16.0/20] } }\n',
    at: 'envs/test.yaml:1:65',
    path: 'infrastructure.network.privateSubnets',
    message: 'the subnets 10.1.16.0/20 and 10.1.16.0/20 share addresses',
    mend: { file: 'environment', from: '10.1.16.0/20', to: '10.1.64.0/20' },
  },
  {
    rule: 'infrastructure-ranges',
    name: 'too few nodes for the pods',
    app: WEB,
    environment: `provider: aws
components:
  web: { replicas: 20, resources: { requests: { cpu: 1, memory: 1Gi }, limits: { cpu: 1, memory: 1Gi } } }
infrastructure: { cluster: { maxNodes: 3 } }
`,
    at: 'envs/test.yaml:4:40',
    path: 'infrastructure.cluster.maxNodes',
    message: '3 nodes cannot hold what all workloads ask for at most, which takes 14 of this size',
    mend: { file: 'environment', from: 'maxNodes: 3', to: 'maxNodes: 14' },
  },
  {
    rule: 'infrastructure-ranges',
    name: 'fewer nodes at most than at least',
    app: WEB,
    environment: 'provider: aws\ninfrastructure: { cluster: { minNodes: 4, maxNodes: 3 } }\n',
    at: 'envs/test.yaml:2:53',
    path: 'infrastructure.cluster.maxNodes',
    message: 'at most 3 nodes are fewer than at least 4',
    mend: { file: 'environment', from: 'maxNodes: 3', to: 'maxNodes: 4' },
  },
  {
    rule: 'infrastructure-ranges',
    name: 'storage that grows to less',
    app: DATABASE,
    environment:
      'backingServices: { db: { storage: { size: 30Gi } } }\ninfrastructure: { database: { maxStorage: 20Gi } }\n',
    at: 'envs/test.yaml:2:43',
    path: 'infrastructure.database.maxStorage',
    message: 'the storage cannot grow to 20Gi, it has 30Gi already',
    mend: { file: 'environment', from: '20Gi', to: '30Gi' },
  },
  {
    rule: 'gitops',
    name: 'the project of Argo CD itself',
    app: `${WEB.replace('shop', 'default')}${HELM}`,
    environment: '',
    at: 'app.yaml:1:7',
    path: 'name',
    message: 'Argo CD has a project of this name',
    mend: { file: 'app', from: 'name: default', to: 'name: shop' },
  },
  {
    rule: 'gitops',
    name: 'a release that Helm refuses',
    app: `${WEB.replace('shop', 's'.repeat(49))}${HELM}`,
    environment: '',
    at: 'app.yaml:8:65',
    path: 'gitops.source',
    message: 'has 54 characters',
    mend: { file: 'app', from: 'source: helm', to: 'source: directory' },
  },
  {
    rule: 'zones',
    name: 'a zone of another region',
    app: WEB,
    environment: 'provider: aws\ninfrastructure: { region: eu-west-1, availabilityZones: [eu-west-1a, eu-west-2b] }\n',
    at: 'envs/test.yaml:2:70',
    path: 'infrastructure.availabilityZones[1]',
    message: 'eu-west-2b is no zone of eu-west-1 in aws',
    mend: { file: 'environment', from: 'eu-west-2b', to: 'eu-west-1b' },
  },
  {
    rule: 'zones',
    name: 'a zone where there is none to choose',
    app: WEB,
    environment: 'provider: vultr\ninfrastructure: { availabilityZones: [ams1] }\n',
    at: 'envs/test.yaml:2:39',
    path: 'infrastructure.availabilityZones[0]',
    message: 'ams1 is no zone of ams in vultr',
    mend: { file: 'environment', from: '[ams1]', to: '[]' },
  },
  {
    rule: 'outputs',
    name: 'a managed service that Terraform has not made yet',
    app: DATABASE,
    environment: 'provider: aws\nbackingServices: { db: { mode: managed } }\n',
    at: 'envs/test.yaml:2:20',
    path: 'backingServices.db',
    message: 'nobody knows the host of db yet, so it is db.test.invalid',
    mend: { file: 'environment', from: 'mode: managed', to: 'mode: managed, host: db.example' },
  },
  {
    rule: 'infrastructure-needs',
    name: 'a budget that tells nobody',
    app: WEB,
    environment: 'provider: aws\ninfrastructure: { monthlyBudget: 500 }\n',
    at: 'envs/test.yaml:2:34',
    path: 'infrastructure.monthlyBudget',
    message: 'there is no notificationAddress that could be told of the budget',
    mend: { file: 'environment', from: '500', to: '500, notificationAddress: a@shop.test' },
  },
  {
    rule: 'infrastructure-needs',
    name: 'one region twice',
    app: WEB,
    environment: 'provider: aws\ninfrastructure: { region: eu-west-1, additionalRegions: [eu-central-1, eu-west-1] }\n',
    at: 'envs/test.yaml:2:72',
    path: 'infrastructure.additionalRegions[1]',
    message: 'the region eu-west-1 is there already',
    mend: { file: 'environment', from: ', eu-west-1]', to: ']' },
  },
  {
    rule: 'infrastructure-needs',
    name: 'a region of an engine',
    app: WEB,
    environment: 'infrastructure: { additionalRegions: [here] }\n',
    at: 'envs/test.yaml:1:39',
    path: 'infrastructure.additionalRegions[0]',
    message: 'a Docker engine has no regions',
    mend: { file: 'environment', from: '[here]', to: '[]' },
  },
  {
    rule: 'cloud-capability',
    name: 'a budget where there is none',
    app: WEB,
    environment: 'provider: linode\ninfrastructure: { monthlyBudget: 500, notificationAddress: a@shop.test }\n',
    at: 'envs/test.yaml:2:34',
    path: 'infrastructure.monthlyBudget',
    message: 'linode has no budget',
    mend: { file: 'environment', from: 'linode', to: 'gcp' },
  },
  {
    rule: 'cloud-combination',
    name: 'a firewall before what it cannot read',
    app: WEB,
    environment:
      'provider: aws\ndomain: shop.test\nedge: { kind: ingress, tls: { issuer: le } }\ninfrastructure: { protection: { waf: true } }\n',
    at: 'envs/test.yaml:4:38',
    path: 'infrastructure.protection.waf',
    message: 'waf cannot read what the issuer of edge.tls encrypts',
    mend: { file: 'environment', from: '{ issuer: le }', to: '{ secretName: tls }' },
  },
  {
    rule: 'cloud-combination',
    name: 'backups in Azure for less than a week',
    app: DATABASE,
    environment:
      'provider: azure\nbackups: { schedule: "0 2 * * *", keepDays: 3 }\nbackingServices: { db: { mode: managed, host: db.example } }\n',
    at: 'envs/test.yaml:2:45',
    path: 'backups.keepDays',
    message: 'azure keeps backups of PostgreSQL for 7 days at least',
    mend: { file: 'environment', from: 'keepDays: 3', to: 'keepDays: 7' },
  },
  {
    rule: 'cloud-combination',
    name: 'a list of networks that nothing holds to',
    app: WEB,
    environment: 'provider: vultr\ninfrastructure: { protection: { allowedCidrs: [203.0.113.0/24] } }\n',
    at: 'envs/test.yaml:2:47',
    path: 'infrastructure.protection.allowedCidrs',
    message: 'vultr has no load balancer of Terraform',
    mend: { file: 'environment', from: 'vultr', to: 'aws' },
  },
];
