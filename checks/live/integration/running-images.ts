import { type ImageReference, imageReference } from '../../../model/schema/scalars/image';
import { type Check, type CheckResult, failed, passed, skipped } from '../check';
import { perContainer, workloadsOf } from '../reading/workloads';

export const runningImages: Check = {
  id: 'running-images',
  category: 'integration',
  title: 'Every container runs the image of the model',
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async ({ container }, { image }) =>
      judge(container.id, container.image, image),
    ),
};

function judge(id: string, found: string, wanted: string): CheckResult {
  if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(found))
    return skipped(`${id}: its platform names the image by its id alone`);
  const actual = imageReference.safeParse(found);
  const expected = imageReference.safeParse(wanted);
  if (!actual.success || !expected.success) return failed(`${id} runs an image whose name cannot be read`);
  return isSame(actual.data, expected.data)
    ? passed(`${id} runs ${wanted}`)
    : failed(`${id} runs ${found}, the model says ${wanted}`);
}

/** A digest says all; without one the tag does. */
function isSame(actual: ImageReference, expected: ImageReference): boolean {
  if (fullName(actual) !== fullName(expected)) return false;
  if (expected.digest !== undefined) return actual.digest === expected.digest;
  return (actual.tag ?? 'latest') === (expected.tag ?? 'latest');
}

/** As containerd writes it, where `postgres` is `docker.io/library/postgres`. */
function fullName({ registry, repository }: ImageReference): string {
  const host = registry === undefined || registry === 'index.docker.io' ? 'docker.io' : registry;
  return host === 'docker.io' && !repository.includes('/') ? `${host}/library/${repository}` : `${host}/${repository}`;
}
