import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseDocument } from 'yaml';
import { findTestTool } from '../../tools/find';
import { refusalOf, renderChart, valuesFile, writeChart } from '../support/charts';
import { REPOSITORY } from '../support/command-line';
import type { AnyObject } from '../support/projects';

const scratch = mkdtempSync(join(tmpdir(), 'manifold-values-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const { folder } = writeChart(REPOSITORY, scratch);
const helm = findTestTool('helm') ?? '';
// Without the tool outside of CI: npm run tools builds it.
const check = helm === '' ? test.skip : test;

function render(release: string, ...args: readonly string[]): AnyObject[] {
  return renderChart(helm, release, [folder, '-n', 'shared', ...args]);
}

function find(objects: readonly AnyObject[], kind: string, name: string): AnyObject | undefined {
  return objects.find((object) => object.kind === kind && object.metadata.name === name);
}

function get(objects: readonly AnyObject[], kind: string, name: string): AnyObject {
  const found = find(objects, kind, name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

const staging = ['-f', valuesFile(folder, 'staging')];

describe('two releases in one namespace', () => {
  check('share no object', () => {
    const names = (release: string): string[] =>
      render(release).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const [one, two] = [names('one'), names('two')];
    expect(one).toHaveLength(two.length);
    expect(one.filter((name) => two.includes(name))).toEqual([]);
  });

  check('refer to their own objects, in fields and in variables', () => {
    const objects = render('one');
    const { containers, serviceAccountName } = get(objects, 'Deployment', 'one-backend').spec.template.spec;
    const config = find(objects, 'ConfigMap', containers[0].envFrom[0].configMapRef.name);
    expect(config?.data).toMatchObject({
      DB_HOST: 'one-postgres',
      REDIS_HOST: 'one-redis',
      DB_NAME: 'pfm_community_development',
    });
    expect(serviceAccountName).toBe('one-backend');
    for (const { valueFrom } of containers[0].env)
      expect(find(objects, 'Secret', valueFrom.secretKeyRef.name)).toBeDefined();
    expect(get(objects, 'StatefulSet', 'one-redis').spec.serviceName).toBe('one-redis');
  });

  check('select their own pods only', () => {
    for (const { kind, metadata, spec } of render('one'))
      if (kind === 'Service') expect(spec.selector['app.kubernetes.io/instance']).toBe('one');
      else if (kind === 'PodDisruptionBudget') expect(metadata.name).toMatch(/^one-/);
  });

  check('take a prefix that is given, and no longer one than names hold', () => {
    expect(find(render('one', '--set', 'namePrefix=blue-'), 'Deployment', 'blue-backend')).toBeDefined();
    expect(refusalOf(helm, [folder, '--set', `namePrefix=${'a'.repeat(60)}-`])).toContain('namePrefix');
    expect(refusalOf(helm, [folder, '--set', 'namePrefix=Blue'])).toContain('namePrefix');
  });
});

describe('switches', () => {
  check('a component that is off leaves no object, and no way to the others', () => {
    const objects = render('pfm-staging', ...staging, '--set', 'components.frontend-admin.enabled=false');
    expect(objects.filter(({ metadata }) => metadata.name.startsWith('frontend-admin'))).toEqual([]);
    const { ingress } = get(objects, 'NetworkPolicy', 'backend').spec;
    expect(JSON.stringify(ingress)).not.toContain('frontend-admin');
    expect(JSON.stringify(ingress)).toContain('frontend-member');
  });

  check('autoscaling takes the place of the replica count', () => {
    const off = render('pfm-development');
    expect(get(off, 'Deployment', 'pfm-development-backend').spec.replicas).toBe(1);
    expect(find(off, 'HorizontalPodAutoscaler', 'pfm-development-backend')).toBeUndefined();
    const on = render(
      'pfm-development',
      ...[
        '--set',
        'components.backend.autoscaling.enabled=true',
        '--set',
        'components.backend.autoscaling.maxReplicas=4',
      ],
    );
    expect(get(on, 'Deployment', 'pfm-development-backend').spec).not.toHaveProperty('replicas');
    expect(get(on, 'HorizontalPodAutoscaler', 'pfm-development-backend').spec).toMatchObject({
      maxReplicas: 4,
      metrics: [{ resource: { name: 'cpu' } }],
    });
    expect(get(on, 'PodDisruptionBudget', 'pfm-development-backend').spec.maxUnavailable).toBe(1);
  });

  check('a Gateway takes the place of Ingresses', () => {
    const gateway = ['--set', 'edge.kind=gateway,edge.gateway.name=public,edge.gateway.namespace=edge'];
    const objects = render('pfm-staging', ...staging, ...gateway);
    expect(objects.filter(({ kind }) => kind === 'Ingress')).toEqual([]);
    expect(get(objects, 'HTTPRoute', 'backend').spec.parentRefs).toEqual([{ name: 'public', namespace: 'edge' }]);
  });

  check('another controller takes the place of Traefik', () => {
    const of = (controller: string): AnyObject[] =>
      render('pfm-staging', ...staging, '--set', `edge.controller=${controller}`);
    const annotations = (controller: string): string[] =>
      Object.keys(get(of(controller), 'Ingress', 'backend').metadata.annotations).map((key) => key.split('/')[0] ?? '');
    expect(new Set(annotations('nginx'))).toEqual(new Set(['cert-manager.io', 'nginx.ingress.kubernetes.io']));
    expect(new Set(annotations('haproxy'))).toEqual(new Set(['cert-manager.io', 'haproxy.org']));
    expect(annotations('none')).toEqual(['cert-manager.io']);
    for (const controller of ['nginx', 'haproxy', 'none'])
      expect(of(controller).filter(({ kind }) => kind === 'Middleware')).toEqual([]);
    const map = of('nginx').find(
      ({ kind, metadata }) => kind === 'ConfigMap' && /^security-headers-/.test(metadata.name),
    );
    const { annotations: found } = get(of('nginx'), 'Ingress', 'backend').metadata;
    expect(found['nginx.ingress.kubernetes.io/custom-headers']).toBe(`shared/${map?.metadata.name}`);
  });

  check('headers can be added, and a value that is more than text is refused', () => {
    const changed = ['--set-string', 'edge.headers.X-Served-By=shop'];
    const { spec } = get(render('pfm-staging', ...staging, ...changed), 'Middleware', 'security-headers');
    expect(spec.headers.customResponseHeaders).toMatchObject({
      'X-Frame-Options': 'SAMEORIGIN',
      'X-Served-By': 'shop',
    });
    const wrong = [folder, '-n', 'shared', ...staging, '--set-string', 'edge.headers.X-Served-By=a"b'];
    expect(refusalOf(helm, wrong)).toContain('X-Served-By');
  });

  check('an issuer of the cluster takes the place of the one of the namespace', () => {
    const given = ['--set', 'edge.tls.acme.enabled=false,edge.tls.issuer=theirs'];
    const objects = render('pfm-staging', ...staging, ...given);
    expect(objects.filter(({ kind }) => kind === 'Issuer')).toEqual([]);
    const { annotations } = get(objects, 'Ingress', 'backend').metadata;
    expect(annotations).toMatchObject({ 'cert-manager.io/cluster-issuer': 'theirs' });
    expect(annotations).not.toHaveProperty('cert-manager.io/issuer');
  });

  check('a Secret that exists already is used and not made', () => {
    const objects = render('pfm-staging', ...staging, '--set', 'secrets.items.backend.existingSecret=theirs');
    expect(find(objects, 'Secret', 'backend')).toBeUndefined();
    expect(JSON.stringify(find(objects, 'Deployment', 'backend'))).toContain('"name":"theirs"');
  });

  check('policies, quota and limits go', () => {
    const off = ['--set', 'networkPolicy.enabled=false,quota.enabled=false,limitRange.enabled=false'];
    const kinds = new Set(render('pfm-staging', ...staging, ...off).map(({ kind }) => kind));
    for (const kind of ['NetworkPolicy', 'ResourceQuota', 'LimitRange']) expect(kinds).not.toContain(kind);
  });

  check('an image tag reaches the image, the label and the variables that hold it', () => {
    const objects = render('pfm-staging', ...staging, '--set-string', 'components.backend.image.tag=2.5');
    const { metadata, spec } = get(objects, 'Deployment', 'backend');
    expect(spec.template.spec.containers[0].image).toBe('ghcr.io/pfm-community/backend:2.5');
    expect(metadata.labels['app.kubernetes.io/version']).toBe('2.5');
    const config = objects.find(
      ({ kind, metadata: { name } }) => kind === 'ConfigMap' && name.startsWith('backend-env-'),
    );
    expect(config?.data.APP_VERSION).toBe('2.5');
  });
});

describe('values that are refused', () => {
  check.each([
    ['an unknown key', 'replicaCuont=5', 'replicaCuont'],
    ['an unknown key of a component', 'components.backend.replicaCuont=5', 'replicaCuont'],
    ['an unknown component', 'components.bakend.replicas=5', 'bakend'],
    ['a variable that the program does not read', 'components.backend.config.DATABASE_URL=x', 'DATABASE_URL'],
    ['a wrong unit', 'components.backend.resources.limits.memory=1Gb', 'memory'],
    ['a number of replicas in words', 'components.backend.replicas=three', 'replicas'],
    ['an unknown pull policy', 'images.pullPolicy=Sometimes', 'pullPolicy'],
    ['a number where a variable is text', 'components.backend.config.PORT=3000', 'PORT'],
  ])('%s', (_title, assignment, named) => {
    expect(refusalOf(helm, [folder, '--set', assignment])).toContain(named);
  });
});

describe('texts given at installation', () => {
  check.each([
    '{{ .Release.Name }}',
    '{{ $u }}',
    '$(namePrefix)',
    'it\'s "quoted": yes #no',
    '0755',
    'no',
    '1234567890123',
    '\u2028 😀',
    '%{if}',
  ])('%j is never run and never retyped', (text) => {
    const args = ['--set-json', `components.backend.config.LOG_LEVEL=${JSON.stringify(text)}`];
    const objects = render('pfm-staging', ...staging, ...args);
    const config = objects.find(
      ({ kind, metadata: { name } }) => kind === 'ConfigMap' && name.startsWith('backend-env-'),
    );
    expect(config?.data.LOG_LEVEL).toBe(text);
  });
});

test('every scalar value of values.yaml that has a fixed name stands under a comment', () => {
  const source = readFileSync(join(folder, 'values.yaml'), 'utf8');
  const lines = source.split('\n');
  const named = lines.flatMap((line, index) =>
    /^\s*(replicas|enabled|pullPolicy|kind|className|repository|tag|digest|maxSurge|create|size|maxmemory):/.test(line)
      ? [{ line, before: lines[index - 1] }]
      : [],
  );
  expect(named.length).toBeGreaterThan(40);
  for (const { before } of named) expect(before).toMatch(/^\s*# \S/);
  expect(parseDocument(source).errors).toEqual([]);
});
