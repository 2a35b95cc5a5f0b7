import type { Construct } from 'constructs';
import { postgresHealth, redisHealth } from '../model/derive/backing-health';
import { dataPath } from '../model/derive/data-path';
import { selectorLabels, workloadLabels } from '../model/derive/labels';
import { REDIS_CONFIG_FOLDER } from '../model/derive/redis-files';
import type { Builtin } from '../model/hosting';
import type { BackingService, Postgres, Redis } from '../model/model';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { backingFiles, fileMapName } from './parts/backing-files';
import { claimTemplates } from './parts/claims';
import { POSTGRES_GRACE_SECONDS, postgresVariables, REDIS_GRACE_SECONDS } from './parts/engines';
import { containerPort, passwordMount, passwordVolume, podBasics } from './parts/pod';
import { containerProbes } from './parts/probes';
import { containerResources } from './parts/resources';
import { CONTAINER_SECURITY } from './parts/security';

/** The parts of a StatefulSet in which engines differ. */
interface Engine {
  readonly container: k8s.Container;
  readonly volumes: k8s.Volume[];
  readonly graceSeconds: number;
}

/** StatefulSets and headless Services of the builtin backing services. */
export class DataChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    for (const service of props.model.backingServices) {
      if (service.hosting.mode === 'builtin') this.add(service, service.hosting);
    }
  }

  private add(service: BackingService, hosting: Builtin): void {
    const role = service.engine === 'postgres' ? 'database' : 'cache';
    const labels = workloadLabels(this.model, { name: service.name, role, version: hosting.image.tag });
    const engine = service.engine === 'postgres' ? postgres(service, hosting) : redis(service, hosting);
    new k8s.KubeService(this, `${service.name}.service`, {
      metadata: this.meta(service.name, { labels }),
      spec: {
        type: 'ClusterIP',
        clusterIp: 'None',
        selector: selectorLabels(this.model, service.name),
        ports: [
          {
            name: service.engine,
            port: service.port,
            targetPort: k8s.IntOrString.fromString(service.engine),
            protocol: 'TCP',
          },
        ],
      },
    });
    new k8s.KubeStatefulSet(this, service.name, {
      metadata: this.meta(service.name, { labels }),
      spec: {
        replicas: 1,
        serviceName: service.name,
        revisionHistoryLimit: 5,
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        selector: { matchLabels: selectorLabels(this.model, service.name) },
        template: { metadata: { labels }, spec: this.pod(service, hosting, engine) },
        volumeClaimTemplates: claimTemplates(
          [{ ...hosting, name: 'data', sizeBytes: hosting.storageBytes, accessMode: 'ReadWriteOnce' }],
          labels,
        ),
      },
    });
  }

  private pod(service: BackingService, hosting: Builtin, engine: Engine): k8s.PodSpec {
    const { images } = this.model.environment;
    return {
      ...podBasics(service.name, hosting.userId),
      ...(images.pullSecrets.length === 0 ? {} : { imagePullSecrets: images.pullSecrets.map((name) => ({ name })) }),
      terminationGracePeriodSeconds: engine.graceSeconds,
      containers: [
        {
          ...engine.container,
          image: hosting.image.text,
          imagePullPolicy: images.pullPolicy,
          ports: [containerPort({ name: service.engine, number: service.port })],
          resources: containerResources(hosting.resources),
          securityContext: CONTAINER_SECURITY,
        },
      ],
      volumes: engine.volumes,
    };
  }
}

function postgres(service: Postgres, hosting: Builtin): Engine {
  const files = backingFiles(service, hosting);
  const init = fileMapName(files, 'init');
  const passwd = fileMapName(files, 'passwd');
  return {
    graceSeconds: POSTGRES_GRACE_SECONDS,
    container: {
      name: service.name,
      env: Object.entries(postgresVariables(service)).map(([name, value]) => ({ name, value })),
      ...containerProbes(postgresHealth(service)),
      volumeMounts: [
        { name: 'data', mountPath: dataPath('postgres') },
        { name: 'run', mountPath: '/var/run/postgresql' },
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'shm', mountPath: '/dev/shm' },
        { name: 'passwd', mountPath: '/etc/passwd', subPath: 'passwd', readOnly: true },
        passwordMount(service),
        ...(init === undefined ? [] : [{ name: 'init', mountPath: '/docker-entrypoint-initdb.d', readOnly: true }]),
      ],
    },
    volumes: [
      { name: 'run', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
      // Docker's 64 MiB of shared memory are too little for parallel queries; this counts against the memory limit.
      { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('128Mi') } },
      { name: 'passwd', configMap: { name: passwd ?? '' } },
      passwordVolume(service),
      ...(init === undefined ? [] : [{ name: 'init', configMap: { name: init } }]),
    ],
  };
}

function redis(service: Redis, hosting: Builtin): Engine {
  const config = fileMapName(backingFiles(service, hosting), 'config') ?? '';
  return {
    graceSeconds: REDIS_GRACE_SECONDS,
    container: {
      name: service.name,
      command: ['sh', `${REDIS_CONFIG_FOLDER}/start.sh`],
      ...containerProbes(redisHealth(service)),
      volumeMounts: [
        { name: 'data', mountPath: dataPath('redis') },
        { name: 'run', mountPath: '/run/redis' },
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'config', mountPath: REDIS_CONFIG_FOLDER, readOnly: true },
        passwordMount(service),
      ],
    },
    volumes: [
      { name: 'run', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
      { name: 'config', configMap: { name: config } },
      passwordVolume(service),
    ],
  };
}
