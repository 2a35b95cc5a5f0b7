import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { env } from 'node:process';

const repository = resolve(__dirname, '..', '..', '..');
const labRoot = env.ROOT || join(homedir(), '.cache', 'k8s-lab');
const labRun = env.RUN || join(labRoot, 'run');

/** Scripts and manifests of the lab. */
export const labScripts = resolve(repository, env.MANIFOLD_LAB || '../shared/lab');

/** Never the user's own ~/.kube/config: these tests create and delete namespaces. */
export const kubeconfig = env.KUBECONFIG || join(labRun, 'kubeconfig', 'admin.conf');

/** Where the node keeps volumes; the tests run on the node itself. */
export const volumesDir = env.MANIFOLD_E2E_VOLUMES || join(labRun, 'pv');

/** Where the images of these tests lie as archives. */
export const imagesDir = join(labRoot, 'images');
