import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { REPOSITORY } from '../support/command-line';
import { HAS_PARITY_TOOLS, runParity, writeOutputs } from '../support/parity';
import { modelsOf, PROJECTS } from '../support/projects';

const scratch = mkdtempSync(join(tmpdir(), 'manifold-parity-'));
afterAll(() => rmSync(scratch, { recursive: true }));

// Without the tools outside of CI: npm run tools builds them.
const check = HAS_PARITY_TOOLS ? test : test.skip;

describe('all outputs agree', () => {
  check.each(PROJECTS.map(({ name, folder }) => [name, folder] as const))(
    '%s',
    async (name, folder) => {
      const { code, environments } = await runParity(folder, writeOutputs(folder, join(scratch, name)));
      for (const { environment, differences, stale, same } of environments) {
        expect({ environment, differences, stale }).toEqual({ environment, differences: [], stale: [] });
        for (const method of ['kubernetes', 'helm', 'compose', 'terraform'] as const)
          expect(same[method] ?? 0).toBeGreaterThan(10);
      }
      expect({ code, environments: environments.length }).toEqual({ code: 0, environments: modelsOf(folder).length });
    },
    60_000,
  );
});

type Edit = readonly [from: string | RegExp, to: string];
type Mutation = readonly [method: string, file: string, edit: Edit, expected: string];

const K8S = 'pfm-staging.k8s.yaml';
const VALUES = 'helm/pfm/values-staging.yaml';
const BACKEND = 'helm/pfm/templates/components/backend.yaml';
const COMPOSE = 'compose/staging/compose.yaml';
const TFVARS = 'terraform/staging.tfvars.json';

/** One change to one output, and the one fact that it changes. */
const MUTATIONS: readonly Mutation[] = [
  [
    'kubernetes',
    K8S,
    ['image: ghcr.io/pfm-community/backend:1.0.0', 'image: ghcr.io/pfm-community/backend:1.0.1'],
    'backend image',
  ],
  ['kubernetes', K8S, ['LOG_LEVEL: info', 'LOG_LEVEL: debug'], 'backend environment'],
  ['kubernetes', K8S, ['LOG_LEVEL: info', 'LOG_LEVEL: 1'], 'backend environment'],
  ['kubernetes', K8S, ['key: jwt-secret', 'key: session-secret'], 'backend environment'],
  ['kubernetes', K8S, [/name: (backend-env-\w+)\n {2}namespace/, 'name: other\n  namespace'], 'backend environment'],
  [
    'kubernetes',
    K8S,
    [/containerPort: 3000/, 'containerPort: 3009'],
    'backend ports, backend mainPort, backend health',
  ],
  ['kubernetes', K8S, ['path: /health\n', 'path: /healthz\n'], 'backend health, backend healthPath'],
  ['kubernetes', K8S, [/(failureThreshold: )3(\n {12}httpGet:\n {14}path: \/health)/, '$14$2'], 'backend healthTiming'],
  ['kubernetes', K8S, [/cpu: 500m(\n {14}ephemeral-storage: 1Gi)/, 'cpu: 600m$1'], 'postgres cpuLimit'],
  ['kubernetes', K8S, ['maxReplicas: 3', 'maxReplicas: 4'], 'backend maxReplicas'],
  ['kubernetes', K8S, ['minReplicas: 1', 'minReplicas: 2'], 'backend minReplicas'],
  ['kubernetes', K8S, ['storage: 20Gi', 'storage: 21Gi'], 'postgres volumeSizes'],
  ['kubernetes', K8S, ['mountPath: /data', 'mountPath: /other'], 'redis volumes, redis volumeSizes'],
  ['kubernetes', K8S, ['runAsUser: 10999', 'runAsUser: 10998'], 'postgres user'],
  ['kubernetes', K8S, ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'], 'postgres hardening'],
  ['kubernetes', K8S, ['terminationGracePeriodSeconds: 35', 'terminationGracePeriodSeconds: 36'], 'backend stopGrace'],
  [
    'kubernetes',
    K8S,
    [
      /( {8}- podSelector:\n {12}matchLabels:\n {14}app.kubernetes.io\/instance: pfm-staging\n {14}app.kubernetes.io\/name: )redis/,
      '$1other',
    ],
    'backend linked, backend calls, redis linked',
  ],
  ['kubernetes', K8S, ['host: api.staging', 'host: other.staging'], 'backend address, backend route'],
  [
    'kubernetes',
    K8S,
    [/ {6}to:\n {8}- ipBlock:\n {12}cidr: "0\.0\.0\.0[\s\S]*?fe80::\/10"\n/, '      to:\n        - podSelector: {}\n'],
    'backend leaves',
  ],
  ['helm', VALUES, ['maxReplicas: 3', 'maxReplicas: 4'], 'backend maxReplicas'],
  ['helm', VALUES, ['LOG_LEVEL: info', 'LOG_LEVEL: debug'], 'backend environment'],
  ['helm', VALUES, ['host: api.staging', 'host: other.staging'], 'backend address, backend route'],
  ['helm', BACKEND, ['path: /health', 'path: /healthz'], 'backend health, backend healthPath'],
  ['helm', BACKEND, ['mountPath: /tmp', 'mountPath: /other'], 'backend writablePaths'],
  ['helm', BACKEND, ['runAsUser: 10001', 'runAsUser: 10002'], 'backend user'],
  [
    'compose',
    COMPOSE,
    ['image: ghcr.io/pfm-community/backend:1.0.0', 'image: ghcr.io/pfm-community/backend:1.0.1'],
    'backend image',
  ],
  ['compose', COMPOSE, ['LOG_LEVEL: info', 'LOG_LEVEL: debug'], 'backend environment'],
  [
    'compose',
    COMPOSE,
    ['http://127.0.0.1:3000/health', 'http://127.0.0.1:3000/healthz'],
    'backend health, backend healthPath',
  ],
  ['compose', COMPOSE, ['interval: 5s', 'interval: 6s'], 'backend healthTiming'],
  ['compose', COMPOSE, [/memory: "1073741824"/, 'memory: "1073741825"'], 'backend memoryLimit'],
  ['compose', COMPOSE, ['cpus: "0.5"', 'cpus: "0.6"'], 'backend cpuLimit'],
  ['compose', COMPOSE, ['replicas: 1', 'replicas: 2'], 'backend minReplicas'],
  ['compose', COMPOSE, ['user: "10001:10001"', 'user: "10002:10001"'], 'backend user'],
  ['compose', COMPOSE, ['read_only: true', 'read_only: false'], 'backend hardening'],
  ['compose', COMPOSE, ['stop_grace_period: 30s', 'stop_grace_period: 31s'], 'backend stopGrace'],
  ['compose', COMPOSE, ['/tmp:uid=10001', '/other:uid=10001'], 'backend writablePaths'],
  [
    'compose',
    COMPOSE,
    [/( {2}frontend-admin:[\s\S]*?networks:\n)/, '$1      - backend.to.redis\n'],
    'frontend-admin linked, redis linked',
  ],
  [
    'compose',
    'compose/staging/traefik/routes.yaml',
    ['api.staging', 'other.staging'],
    'backend address, backend route',
  ],
  [
    'terraform',
    TFVARS,
    ['"image": "ghcr.io/pfm-community/backend:1.0.0"', '"image": "ghcr.io/pfm-community/backend:1.0.1"'],
    'backend image',
  ],
  ['terraform', TFVARS, ['"max_instances": 3', '"max_instances": 4'], 'backend maxReplicas'],
  ['terraform', TFVARS, ['"memory_limit_mib": 1024', '"memory_limit_mib": 1025'], 'backend memoryLimit'],
  ['terraform', TFVARS, ['"health_path": "/health"', '"health_path": "/healthz"'], 'backend healthPath'],
  ['terraform', TFVARS, ['"port": 3000', '"port": 3009'], 'backend mainPort'],
  ['terraform', TFVARS, ['"key": "jwt-secret"', '"key": "session-secret"'], 'backend environment'],
  ['terraform', TFVARS, ['"host": "api.staging', '"host": "other.staging'], 'backend address'],
];

describe('a change to one output alone is found', () => {
  const original = writeOutputs(REPOSITORY, join(scratch, 'original'));

  check.each(MUTATIONS.map((each, index) => [`${each[0]}: ${each[3]} (${each[2][1]})`, index, each] as const))(
    '%s',
    async (_title, index, [method, file, [from, to], expected]) => {
      const dist = join(scratch, `mutation-${index}`);
      cpSync(original, dist, { recursive: true });
      const before = readFileSync(join(dist, file), 'utf8');
      const after = before.replace(from, to);
      expect(after).not.toBe(before);
      writeFileSync(join(dist, file), after);
      const methods = [...new Set(['kubernetes', method])].flatMap((each) => ['--method', each]);
      const { code, environments } = await runParity(REPOSITORY, dist, 'staging', ...methods);
      const found = environments.flatMap(({ differences }) =>
        differences.filter((each) => each.method === method).map(({ workload, fact }) => `${workload} ${fact}`),
      );
      expect({ code, found: found.sort() }).toEqual({ code: 3, found: expected.split(', ').sort() });
    },
    60_000,
  );
});
