import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { afterAll, describe, expect, test } from '@jest/globals';
import { writeStandIns } from '../../deploy/compose/stand-ins';
import { emitCompose } from '../../emit/compose/compose';
import { deriveNetwork } from '../../model/derive/network';
import type { Model } from '../../model/model';
import { cidr, contains, overlaps } from '../../model/schema/scalars/cidr';
import { findTestTool } from '../../tools/find';
import { type AnyObject, modelsOf, PROJECTS } from '../support/projects';

const scratch = mkdtempSync(join(tmpdir(), 'manifold-compose-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const compose = findTestTool('docker-compose') ?? '';
const promtool = findTestTool('promtool') ?? '';
// Without the tools outside of CI: npm run tools builds Compose, Debian's package prometheus has promtool.
const check = compose === '' ? test.skip : test;
const checkRules = promtool === '' ? test.skip : test;

const ROWS = PROJECTS.flatMap(({ name, folder }) =>
  modelsOf(folder).map((model) => [`${name} ${model.environment.name}`, write(name, model), model] as const),
);

function write(project: string, model: Model): string {
  const target = join(scratch, project);
  for (const { path, content } of emitCompose(model)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content);
  }
  return join(target, 'compose', model.environment.name);
}

/** What Compose makes of a project, with names in place of secrets. */
function configOf(folder: string, model: Model): AnyObject {
  const standIns = writeStandIns(model, 'secret/');
  const args = ['-f', join(folder, 'compose.yaml'), '--profile', '*', 'config', '--format', 'json'];
  try {
    const options = { encoding: 'utf8', env: { ...env, SECRETS_DIR: standIns.folder }, maxBuffer: 2 ** 26 } as const;
    return JSON.parse(execFileSync(compose, args, options));
  } finally {
    standIns.remove();
  }
}

describe.each(ROWS)('%s', (_title, folder, model) => {
  const config = compose === '' ? undefined : configOf(folder, model);
  const services: [string, AnyObject][] = Object.entries(config?.services ?? {});

  check('has a fixed name, and a service for every workload', () => {
    expect(config.name).toBe(`${model.application.name}-${model.environment.name}`);
    const builtin = model.backingServices.filter(({ hosting }) => hosting.mode === 'builtin');
    for (const { name } of [...model.components, ...builtin]) expect(Object.keys(config.services)).toContain(name);
    expect(config).not.toHaveProperty('version');
  });

  check('every service is hardened, bounded in its logs and in its processes', () => {
    expect(services.length).toBeGreaterThan(2);
    for (const [name, service] of services) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        init: true,
        logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
      });
      const isOwner = name.endsWith('-volumes') && service.user === '0:0';
      expect({ name, caps: service.cap_add }).toEqual({ name, caps: isOwner ? ['CHOWN'] : undefined });
      if (isOwner) expect(service.network_mode).toBe('none');
      else expect(service.deploy.resources.limits).toMatchObject({ pids: 512 });
      expect(service.privileged).toBeUndefined();
      expect(JSON.stringify(service.volumes ?? [])).not.toContain('docker.sock');
    }
  });

  check('ports are on this machine only, but for the way in', () => {
    for (const [name, { ports = [] }] of services)
      for (const port of ports)
        expect({ name, ip: port.host_ip }).toEqual({ name, ip: name === 'traefik' ? undefined : '127.0.0.1' });
    const published = services.flatMap(([, { ports = [] }]) => ports.map((port: AnyObject) => port.published));
    expect(published).toEqual([...new Set(published)]);
  });

  check('networks do not overlap, lie in the subnet, and join the two ends of an edge only', () => {
    const networks: [string, AnyObject][] = Object.entries(config.networks);
    const subnets = networks.map(([, { ipam }]) => cidr.parse(ipam.config[0].subnet));
    for (const [index, subnet] of subnets.entries()) {
      expect(contains(model.environment.compose.subnet, subnet)).toBe(true);
      for (const other of subnets.slice(index + 1)) expect(overlaps(subnet, other)).toBe(false);
    }
    const { edges } = deriveNetwork(model);
    const own = new Set([...model.components, ...model.backingServices].map(({ name }) => name));
    for (const [network] of networks) {
      const members = services
        .filter(([name, { networks: on = {} }]) => own.has(name) && network in on)
        .map(([name]) => name);
      const isEdge = edges.some(({ from, to }) => [from, to].sort().join() === [...members].sort().join());
      expect({ network, members, ok: members.length < 2 || isEdge }).toEqual({ network, members, ok: true });
    }
  });

  check('nothing waits for a health check that is not there', () => {
    for (const [, { depends_on: needs = {} }] of services)
      for (const [name, { condition }] of Object.entries(needs as Record<string, AnyObject>)) {
        const target = config.services[name];
        if (condition === 'service_healthy') expect(target.healthcheck).toBeDefined();
        if (condition === 'service_completed_successfully') expect(target.restart).not.toBe('unless-stopped');
      }
  });

  check('every file that is mounted is written', () => {
    const files = Object.values(config.configs as Record<string, AnyObject>).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(0);
    const written = emitCompose(model).map(({ path }) => join(folder, '..', '..', path));
    for (const file of files) expect(written).toContain(file);
  });

  test('no file holds the value of a secret', () => {
    const all = emitCompose(model);
    expect(all.length).toBeGreaterThan(4);
    for (const { content } of all)
      expect(content).not.toMatch(/(password|secret|token)\s*[:=]\s*["']?[A-Za-z0-9_-]{16,}/i);
  });

  checkRules('promtool reads the configuration of Prometheus', () => {
    const said = execFileSync(promtool, ['check', 'config', join(folder, 'prometheus', 'prometheus.yml')], {
      encoding: 'utf8',
    });
    expect(said).toContain('SUCCESS');
  });
});
