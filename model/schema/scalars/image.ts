import { type Parsed, quote, scalar } from './scalar';

/** A container image by the reference grammar of the distribution project; `text` as written. */
export interface ImageReference {
  /** Host of the registry and its port, such as `ghcr.io`; absent: that of the container runtime. */
  readonly registry?: string;
  /** Path in the registry, such as `team/app`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string;
  readonly text: string;
}

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const REGISTRY = `(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?`;
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = `${COMPONENT}(?:/${COMPONENT})*`;
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = 'sha256:[0-9a-f]{64}';
const IMAGE = new RegExp(`^(?:${REGISTRY}/)?${REPOSITORY}(?::${TAG})?(?:@${DIGEST})?$`);
/** Longest registry and repository together (distribution `NameTotalLengthMax`). */
const LONGEST_NAME = 255;

/** An image such as `postgres:15-alpine` or `registry.example:5000/team/app@sha256:...` (distribution/reference). */
export const imageReference = scalar<ImageReference>({
  name: 'image reference',
  allowed: 'registry/repository:tag or @sha256:digest, the repository in lower case',
  examples: ['postgres:15-alpine', 'ghcr.io/team/app:1.4.2'],
  pattern: IMAGE,
  max: 512,
  parse: parseImage,
});

function parseImage(text: string): Parsed<ImageReference> {
  const [named = '', digest, ...more] = text.split('@');
  const tagAt = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = tagAt < 0 ? named : named.slice(0, tagAt);
  const tag = tagAt < 0 ? undefined : named.slice(tagAt + 1);
  const { registry, repository } = splitRegistry(name);
  if (more.length > 0 || (digest !== undefined && !isAll(DIGEST, digest)))
    return { reason: `${quote(text)} has a malformed digest, it is sha256: and 64 hex digits in lower case` };
  if (tag !== undefined && !isAll(TAG, tag)) return { reason: `${quote(text)} has a malformed tag` };
  if (registry !== undefined && !(isAll(REGISTRY, registry) && hasValidPort(registry)))
    return { reason: `${quote(text)} has a malformed registry`, ...withoutScheme(text) };
  if (!isAll(REPOSITORY, repository)) return refuseRepository(text, repository);
  if (name.length > LONGEST_NAME) return { reason: `${quote(text)} is longer than ${LONGEST_NAME} characters` };
  const parts = { registry, repository, tag, digest };
  return { value: { ...(withoutUndefined(parts) as typeof parts), text } as ImageReference };
}

/** The first part is a registry when it cannot be a repository of Docker Hub (distribution `splitDockerDomain`). */
function splitRegistry(name: string): { readonly registry?: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, slash);
  if (slash < 0 || !(/[.:[]/.test(first) || first === 'localhost')) return { repository: name };
  return { registry: first, repository: name.slice(slash + 1) };
}

function refuseRepository(text: string, repository: string): Parsed<ImageReference> {
  const reason = `${quote(text)} has a malformed repository`;
  const lower = repository.toLowerCase();
  return isAll(REPOSITORY, lower) ? { reason, nearest: text.replace(repository, () => lower) } : { reason };
}

function withoutScheme(text: string): { readonly nearest?: string } {
  const bare = text.replace(/^[a-z]+:\/\//, '');
  return bare !== text && 'value' in parseImage(bare) ? { nearest: bare } : {};
}

function hasValidPort(registry: string): boolean {
  const port = /:([0-9]+)$/.exec(registry.replace(/^\[.*\]/, ''))?.[1];
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
}

function isAll(source: string, text: string): boolean {
  return new RegExp(`^(?:${source})$`).test(text);
}

function withoutUndefined(parts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

/** The same repository with another tag, and without a digest. */
export function withTag(image: ImageReference, tag: string): ImageReference {
  const { registry, repository } = image;
  const name = registry === undefined ? repository : `${registry}/${repository}`;
  return { ...(registry === undefined ? {} : { registry }), repository, tag, text: `${name}:${tag}` };
}

/** Whether the reference names one build: a digest, or a tag other than `latest`. */
export function isPinned(image: ImageReference): boolean {
  return image.digest !== undefined || (image.tag !== undefined && image.tag !== 'latest');
}
