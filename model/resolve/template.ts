/** A piece of a text with `${...}` references. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly name: string };

export type Template = { readonly parts: readonly TemplatePart[] } | { readonly error: string };

/** Splits a text at its references; `$${` stands for a literal `${`. */
export function parseTemplate(source: string): Template {
  const parts: TemplatePart[] = [];
  let text = '';
  let index = 0;
  while (index < source.length) {
    if (source.startsWith('$${', index)) {
      text += '${';
      index += 3;
    } else if (source.startsWith('${', index)) {
      const end = source.indexOf('}', index);
      if (end < 0) return { error: 'a reference is not closed: write ${name}, or $${ for a literal ${' };
      if (text) parts.push({ kind: 'text', text });
      text = '';
      parts.push({ kind: 'reference', name: source.slice(index + 2, end).trim() });
      index = end + 1;
    } else {
      text += source[index];
      index += 1;
    }
  }
  if (text || parts.length === 0) parts.push({ kind: 'text', text });
  return { parts };
}
