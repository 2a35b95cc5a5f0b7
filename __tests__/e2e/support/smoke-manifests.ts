import { containerSecurity, images, podSecurity } from './pods';

const databaseUid = 10999;
const serviceUid = 10001;
const secret = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: 'passwords', key } } });
const limits = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } };

const redisStart = [
  'umask 077',
  'printf "user default on #%s ~* &* +@all\\n" "$(printf %s "$(cat /run/secrets/passwords/redis)" | sha256sum | cut -d" " -f1)" > /run/redis/users.acl',
  'exec redis-server /etc/redis/redis.conf --aclfile /run/redis/users.acl',
].join('\n');

export function configuration(namespace: string): object[] {
  const passwd = `root:x:0:0:root:/root:/bin/sh\npostgres:x:${databaseUid}:${databaseUid}::/var/lib/postgresql:/bin/sh\n`;
  const initSql = 'create table seeded (value integer);\ninsert into seeded values (42);\n';
  return [
    {
      kind: 'Secret',
      metadata: { name: 'passwords', namespace },
      stringData: { postgres: "p'a $s", redis: 'r#e d"is' },
    },
    {
      kind: 'ConfigMap',
      metadata: { name: 'files', namespace },
      data: { passwd, 'init.sql': initSql, 'redis.conf': 'dir /data\nappendonly yes\nprotected-mode no\n' },
    },
  ].map((object) => ({ apiVersion: 'v1', ...object }));
}

function service(namespace: string, name: string, port: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port }] },
  };
}

interface Workload {
  readonly kind: 'StatefulSet' | 'Deployment';
  readonly namespace: string;
  readonly name: string;
  readonly uid: number;
  readonly container: object;
  readonly volumes: readonly object[];
}

function workload({ kind, namespace, name, uid, container, volumes }: Workload): object {
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const stateful = { serviceName: name, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      ...(kind === 'StatefulSet' ? stateful : {}),
      template: {
        metadata: { labels: { app: name } },
        spec: {
          automountServiceAccountToken: false,
          // A Service called redis would put REDIS_PORT=tcp://... into every container.
          enableServiceLinks: false,
          securityContext: podSecurity(uid),
          containers: [{ name, resources: limits, securityContext: containerSecurity, ...container }],
          volumes,
        },
      },
    },
  };
}

export function postgres(namespace: string): object[] {
  const container = {
    image: images.postgres,
    env: [
      { name: 'PGDATA', value: '/var/lib/postgresql/data/pgdata' },
      { name: 'POSTGRES_USER', value: 'app' },
      { name: 'POSTGRES_DB', value: 'app_db' },
      { name: 'POSTGRES_PASSWORD_FILE', value: '/run/secrets/passwords/postgres' },
      { name: 'POSTGRES_INITDB_ARGS', value: '--data-checksums' },
    ],
    ports: [{ containerPort: 5432 }],
    readinessProbe: {
      exec: { command: ['pg_isready', '-h', '127.0.0.1', '-U', 'app', '-d', 'app_db'] },
      periodSeconds: 1,
    },
    volumeMounts: [
      { name: 'data', mountPath: '/var/lib/postgresql/data' },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'socket', mountPath: '/var/run/postgresql' },
      { name: 'passwords', mountPath: '/run/secrets/passwords', readOnly: true },
      { name: 'files', mountPath: '/etc/passwd', subPath: 'passwd', readOnly: true },
      { name: 'files', mountPath: '/docker-entrypoint-initdb.d/init.sql', subPath: 'init.sql', readOnly: true },
    ],
  };
  const volumes = [
    { name: 'tmp', emptyDir: {} },
    { name: 'socket', emptyDir: {} },
    { name: 'passwords', secret: { secretName: 'passwords', defaultMode: 0o440 } },
    { name: 'files', configMap: { name: 'files' } },
  ];
  const set = workload({ kind: 'StatefulSet', namespace, name: 'postgres', uid: databaseUid, container, volumes });
  return [set, service(namespace, 'postgres', 5432)];
}

export function redis(namespace: string): object[] {
  const container = {
    image: images.redis,
    command: ['sh', '-c', redisStart],
    env: [secret('REDISCLI_AUTH', 'redis')],
    ports: [{ containerPort: 6379 }],
    readinessProbe: { exec: { command: ['redis-cli', '-e', 'ping'] }, periodSeconds: 1 },
    volumeMounts: [
      { name: 'data', mountPath: '/data' },
      { name: 'run', mountPath: '/run/redis' },
      { name: 'passwords', mountPath: '/run/secrets/passwords', readOnly: true },
      { name: 'files', mountPath: '/etc/redis/redis.conf', subPath: 'redis.conf', readOnly: true },
    ],
  };
  const volumes = [
    { name: 'run', emptyDir: {} },
    { name: 'passwords', secret: { secretName: 'passwords', defaultMode: 0o440 } },
    { name: 'files', configMap: { name: 'files' } },
  ];
  const set = workload({ kind: 'StatefulSet', namespace, name: 'redis', uid: databaseUid, container, volumes });
  return [set, service(namespace, 'redis', 6379)];
}

export function testService(namespace: string): object[] {
  const container = {
    image: images.node,
    env: [
      { name: 'PORT', value: '3000' },
      { name: 'DB_HOST', value: 'postgres' },
      { name: 'DB_NAME', value: 'app_db' },
      { name: 'DB_USER', value: 'app' },
      secret('DB_PASSWORD', 'postgres'),
      { name: 'REDIS_HOST', value: 'redis' },
      secret('REDIS_PASSWORD', 'redis'),
    ],
    ports: [{ containerPort: 3000 }],
    readinessProbe: { httpGet: { path: '/health', port: 3000 }, periodSeconds: 1, timeoutSeconds: 3 },
    livenessProbe: { httpGet: { path: '/', port: 3000 } },
  };
  const deployment = workload({ kind: 'Deployment', namespace, name: 'web', uid: serviceUid, container, volumes: [] });
  return [deployment, service(namespace, 'web', 3000)];
}
