import { scalar } from './scalar';

/** A container image by the reference grammar of the distribution project. */
export interface ImageReference {
  /** Registry and repository, such as `ghcr.io/team/app`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly text: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const DOMAIN =
  '(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::[0-9]{1,5})?\\/)?';
const IMAGE = new RegExp(
  `^(${DOMAIN}${COMPONENT}(?:\\/${COMPONENT})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);

/** An image such as `postgres:15-alpine` or `registry.example:5000/team/app@sha256:...`. */
export const imageReference = scalar<ImageReference>({
  description: 'Image',
  allowed: 'registry/repository:tag or @sha256:digest, the repository in lower case',
  examples: ['postgres:15-alpine', 'ghcr.io/team/app'],
  parse: (text) => {
    const match = IMAGE.exec(text);
    if (!match || text.length > 384)
      return {
        message: `"${text}" is not an image reference`,
        ...(IMAGE.test(text.toLowerCase()) ? { nearest: text.toLowerCase() } : {}),
      };
    const [, repository, tag, digest] = match;
    return {
      value: {
        repository: repository ?? '',
        ...(tag === undefined ? {} : { tag }),
        ...(digest === undefined ? {} : { digest }),
        text,
      },
    };
  },
});

/** The same repository with another tag, and without a digest. */
export function withTag(image: ImageReference, tag: string): ImageReference {
  return { repository: image.repository, tag, text: `${image.repository}:${tag}` };
}

/** Whether the reference names one build: a digest, or a tag other than `latest`. */
export function isPinned(image: ImageReference): boolean {
  return image.digest !== undefined || (image.tag !== undefined && image.tag !== 'latest');
}
