import type { Mark } from '../../model/model';

/** Stands for the prefix of object names in a text with references. */
export const NAME_PREFIX_TOKEN = '$(namePrefix)';
/** Stands for the tag of the component's image in a text with references. */
export const IMAGE_TAG_TOKEN = '$(imageTag)';

/** The text with tokens at its marks; undefined when it has none, or when it holds such a token of its own. */
export function referenceText(source: string, marks: readonly Mark[] | undefined): string | undefined {
  if (marks === undefined || source.includes(NAME_PREFIX_TOKEN) || source.includes(IMAGE_TAG_TOKEN)) return undefined;
  let text = '';
  let end = 0;
  for (const mark of marks) {
    text += source.slice(end, mark.at);
    if (mark.what === 'imageTag') text += IMAGE_TAG_TOKEN;
    else text += `${NAME_PREFIX_TOKEN}${source.slice(mark.at, mark.at + mark.length)}`;
    end = mark.at + mark.length;
  }
  return text + source.slice(end);
}
