import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { metricNames } from '../monitoring/metric-names';
import { RECORDED } from '../monitoring/recorded';
import { composeProject, docker, loadImages } from './support/docker';
import { createProject } from './support/project';
import { waitFor } from './support/wait';

const IMAGES = 'lab.local/manifold-e2e';
const WATCHED = `
compose:
  subnet: 172.29.0.0/16
  ports: { prometheus: 19090, grafana: 13003, components: { backend: 15000, frontend-admin: 15001, frontend-member: 15002 } }
  images: { prometheus: "${IMAGES}/prometheus:2" }
monitoring:
  kind: operator
  notifications: { critical: [{ kind: slack, channel: "#on-call", url: { secret: notifications, key: url } }] }
  images:
    postgresExporter: "${IMAGES}/postgres-exporter:0"
    redisExporter: "${IMAGES}/redis-exporter:1"
    alertmanager: "${IMAGES}/alertmanager:0"
    blackboxExporter: "${IMAGES}/blackbox-exporter:0"
`;
const SERVICES = ['prometheus', 'alertmanager', 'postgres-exporter', 'redis-exporter', 'external-probes'];

/** What Slack is sent; a webhook from a file is newer than the Alertmanager of Debian 12. */
interface Message {
  readonly channel: string;
  readonly attachments: readonly { readonly title: string; readonly text: string }[];
}

const project = createProject();
const folder = join(project.dist, 'compose', 'e2e');
const compose = composeProject(folder);
const received: Message[] = [];
let server: Server | undefined;
let chain: Server | undefined;
/** What the node of Solana says of itself. */
let health: object = { result: 'ok' };

async function prometheus(path: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:19090/api/v1/${path}`, { signal: AbortSignal.timeout(5000) });
  const { data } = (await answer.json()) as { readonly data: unknown };
  return data;
}

async function targets(): Promise<Record<string, string>> {
  const { activeTargets } = (await prometheus('targets?state=active')) as {
    readonly activeTargets: readonly { readonly labels: { readonly job: string }; readonly health: string }[];
  };
  return Object.fromEntries(activeTargets.map(({ labels, health }) => [labels.job, health]));
}

/** The address of the host on the network of Alertmanager: the first of its subnet. */
function hostAddress(): string {
  const file = load(readFileSync(join(folder, 'compose.yaml'), 'utf8')) as {
    readonly networks: {
      readonly monitoring: { readonly ipam: { readonly config: readonly [{ readonly subnet: string }] } };
    };
  };
  return file.networks.monitoring.ipam.config[0].subnet.replace(/\.0\/\d+$/, '.1');
}

function listen(address: string, port: number): Promise<Server> {
  const made = createServer((request, answer) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString('utf8');
    });
    request.on('end', () => {
      received.push(JSON.parse(text) as Message);
      answer.end();
    });
  });
  return new Promise((settle) => made.listen(port, address, () => settle(made)));
}

function listenAsNode(address: string, port: number): Promise<Server> {
  const made = createServer((_, answer) => answer.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...health })));
  return new Promise((settle) => made.listen(port, address, () => settle(made)));
}

async function latest(metric: string): Promise<string | undefined> {
  const data = (await prometheus(`query?query=${encodeURIComponent(`${metric}{external="solana"}`)}`)) as {
    readonly result: readonly { readonly value: readonly [number, string] }[];
  };
  return data.result[0]?.value[1];
}

beforeAll(async () => {
  const programs = ['prometheus', 'alertmanager', 'postgres-exporter', 'redis-exporter', 'blackbox-exporter'];
  await loadImages(['node', 'postgres', 'redis', ...programs]);
  const environment = join(project.folder, 'envs', 'e2e.yaml');
  writeFileSync(environment, `${readFileSync(environment, 'utf8')}${WATCHED}`);
  expect(await project.manifold(['synth'])).toSucceed();
  // The networks are known now: a node of Solana on the host takes the place of the public one.
  const app = join(project.folder, 'app.yaml');
  writeFileSync(app, readFileSync(app, 'utf8').replaceAll(/https:\/\/api\.\S+/g, `http://${hostAddress()}:19098`));
  expect(await project.manifold(['synth'])).toSucceed();
  const url = `NOTIFICATION_URL=http://${hostAddress()}:19099/`;
  const [name = '', value = ''] = url.split(/=(.*)/s);
  process.env[name] = value;
  const words = ['secrets', 'ensure', 'e2e', '--method', 'compose', '--from-env', `notifications/url=${name}`];
  expect(await project.manifold(words)).toSucceed();
}, 180_000);

afterAll(async () => {
  await compose.try('--profile', '*', 'down', '--volumes', '--timeout', '5');
  server?.close();
  chain?.close();
  project.remove();
});

test('the profile comes up beside the application, and Prometheus reaches every exporter', async () => {
  await compose.run('up', '--detach', '--wait', '--wait-timeout', '120');
  await compose.run('up', '--detach', '--wait', '--wait-timeout', '120', ...SERVICES);
  server = await listen(hostAddress(), 19099);
  chain = await listenAsNode(hostAddress(), 19098);
  await waitFor(async () => Object.values(await targets()).filter((health) => health === 'up').length === 5, {
    what: 'all targets',
    timeoutSeconds: 120,
  });
  expect(await targets()).toEqual({
    prometheus: 'up',
    'postgres-exporter': 'up',
    'redis-exporter': 'up',
    'external-probes': 'up',
    'external-probes-solana': 'up',
  });
});

test('every rule can be evaluated, and none fires on an application that is well', async () => {
  const { groups } = (await prometheus('rules')) as {
    readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly lastError?: string }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.filter(({ lastError }) => lastError)).toEqual([]);
  // What was evaluated before the first scrape may be pending.
  const { alerts } = (await prometheus('alerts')) as { readonly alerts: readonly { readonly state: string }[] };
  expect(alerts.filter(({ state }) => state === 'firing')).toEqual([]);
});

test.each(['postgres', 'redis'])('the recorded metrics of the exporter of %s are those that it gives', async (name) => {
  const names = new Set(
    (
      await docker(
        'exec',
        `pfm-e2e-${name}-exporter-1`,
        'wget',
        '-q',
        '-O',
        '-',
        `http://127.0.0.1:${name === 'postgres' ? 9187 : 9121}/metrics`,
      )
    )
      .split('\n')
      .flatMap((line) => /^([a-zA-Z_:][\w:]*)[{ ]/.exec(line)?.[1] ?? []),
  );
  const used = metricNames('compose').filter((metric) => RECORDED[`${name}_exporter`]?.has(metric));
  expect(used.length).toBeGreaterThan(4);
  expect(used.filter((metric) => !names.has(metric))).toEqual([]);
});

test('Prometheus sees that a node is well, and that it lags', async () => {
  await waitFor(async () => (await latest('probe_success')) === '1', { what: 'a good probe', timeoutSeconds: 90 });
  health = { error: { code: -32005, message: 'Node is behind by 300 slots' } };
  await waitFor(async () => (await latest('probe_failed_due_to_regex')) === '1', {
    what: 'a probe that says it lags',
    timeoutSeconds: 90,
  });
  health = { result: 'ok' };
}, 200_000);

test('a database that is down wakes somebody up', async () => {
  await compose.run('kill', 'postgres');
  await waitFor(async () => received.length > 0, { what: 'a notification', timeoutSeconds: 270 });
  const [{ channel, attachments } = { channel: '', attachments: [] }] = received;
  expect({ channel, title: attachments[0]?.title }).toEqual({
    channel: '#on-call',
    title: 'critical: The database behind postgres-exporter takes no connections',
  });
  expect(attachments[0]?.text).toContain('docs/runbooks/PostgresDown.md');
}, 300_000);
