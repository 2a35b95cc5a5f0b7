import { ALLOY, ALLOY_PORT, LOKI, LOKI_PORT } from '../../model/derive/log-store';
import type { EnvironmentModel } from '../../model/model';
import type { LogStore } from '../../model/schema/logs';
import type { ImageReference } from '../../model/schema/scalars/image';
import { LOKI_FOLDER } from '../../monitoring/logs/loki';
import { k8s } from '../k8s';
import { containerPort, podBasics } from './pod';
import { containerResources } from './resources';
import { CONTAINER_SECURITY } from './security';

/** User that the image is built for (Dockerfile of grafana/loki). */
const LOKI_USER = 10001;
/** Any will do: it writes to volumes of its own alone. That of the image, 473, may be a user of the node. */
const ALLOY_USER = 10473;
/** Name of the one port of either. */
export const LOGS_PORT = 'http-metrics';

const CONFIG_FOLDER = '/etc/logs';
const ALLOY_FOLDER = '/var/lib/alloy';
/** Loki writes what it has in memory to its volume before it ends. */
const LOKI_GRACE_SECONDS = 120;

/** Keys of the ConfigMaps with the two configurations. */
export const LOKI_FILE = 'loki.yaml';
export const ALLOY_FILE = 'config.alloy';

export interface LogPodProps {
  readonly store: LogStore;
  readonly environment: EnvironmentModel;
  /** Name of the ConfigMap with its configuration. */
  readonly config: string;
}

/** The pod of Loki; its volume is the claim `data`. */
export function lokiPod({ store, environment, config }: LogPodProps): k8s.PodSpec {
  return {
    ...podBasics(LOKI, LOKI_USER),
    ...pullSecrets(environment),
    terminationGracePeriodSeconds: LOKI_GRACE_SECONDS,
    containers: [
      {
        ...basics(LOKI, { image: store.images.loki, environment, port: LOKI_PORT, ready: '/ready' }),
        args: [`-config.file=${CONFIG_FOLDER}/${LOKI_FILE}`],
        resources: containerResources(store.resources),
        volumeMounts: [
          { name: 'data', mountPath: LOKI_FOLDER },
          { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: config } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

/** The pod of Alloy: the only one with a token, by which it asks the API server for the logs of the others. */
export function alloyPod({ store, environment, config }: LogPodProps): k8s.PodSpec {
  return {
    ...podBasics(ALLOY, ALLOY_USER),
    ...pullSecrets(environment),
    automountServiceAccountToken: true,
    containers: [
      {
        ...basics(ALLOY, { image: store.images.alloy, environment, port: ALLOY_PORT, ready: '/-/ready' }),
        args: [
          'run',
          `--server.http.listen-addr=0.0.0.0:${ALLOY_PORT}`,
          `--storage.path=${ALLOY_FOLDER}`,
          '--disable-reporting',
          `${CONFIG_FOLDER}/${ALLOY_FILE}`,
        ],
        resources: containerResources(store.alloyResources),
        volumeMounts: [
          { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
          { name: 'data', mountPath: ALLOY_FOLDER },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: config } },
      { name: 'data', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

function pullSecrets({ images }: EnvironmentModel): Pick<k8s.PodSpec, 'imagePullSecrets'> {
  return images.pullSecrets.length === 0 ? {} : { imagePullSecrets: images.pullSecrets.map((name) => ({ name })) };
}

interface Basics {
  readonly image: ImageReference;
  readonly environment: EnvironmentModel;
  readonly port: number;
  /** Path that answers once it can do its work. */
  readonly ready: string;
}

function basics(name: string, { image, environment, port, ready }: Basics): k8s.Container {
  const server = k8s.IntOrString.fromString(LOGS_PORT);
  const timing = { periodSeconds: 10, timeoutSeconds: 5 };
  return {
    name,
    image: image.text,
    imagePullPolicy: environment.images.pullPolicy,
    ports: [containerPort({ name: LOGS_PORT, number: port })],
    // Reading its log of writes after a crash takes a while.
    startupProbe: { httpGet: { path: ready, port: server }, ...timing, failureThreshold: 30 },
    readinessProbe: { httpGet: { path: ready, port: server }, ...timing, failureThreshold: 3 },
    livenessProbe: { tcpSocket: { port: server }, ...timing, failureThreshold: 6 },
    securityContext: CONTAINER_SECURITY,
  };
}
