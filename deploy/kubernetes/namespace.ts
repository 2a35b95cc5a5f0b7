import type { Kubectl } from './kubectl';

/** Whether the namespace is there; who may only work inside of it may not look at it, and is told later if it is missing. */
export async function hasNamespace(kubectl: Kubectl): Promise<boolean> {
  const args = ['get', 'namespace', kubectl.access.namespace, '--ignore-not-found', '-o', 'name'];
  const { code, stdout, stderr } = await kubectl.try(args);
  return stderr.includes('(Forbidden)') || (code === 0 && stdout.trim() !== '');
}
