/** An element as it was read. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

const TOKEN =
  /<\?xml version="1\.0" encoding="UTF-8"\?>\n|<\/([a-z]+)>|<([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads the part of XML that reports use, and throws at everything else. */
export function parseXml(source: string): Element {
  if (FORBIDDEN.test(source)) throw new Error('a character that XML cannot hold');
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const [token, closed, opened, attributes = '', end, text] = TOKEN.exec(source) ?? [];
    if (token === undefined) throw new Error(`not XML at ${at}: ${source.slice(at, at + 80)}`);
    const top = stack.at(-1) ?? root;
    if (text !== undefined) top.text += decoded(text);
    else if (closed !== undefined) {
      if (top.name !== closed) throw new Error(`</${closed}> closes <${top.name}>`);
      stack.pop();
    } else if (opened !== undefined) {
      const element: Open = { name: opened, attributes: attributesOf(attributes), children: [], text: '' };
      top.children.push(element);
      if (end === '') stack.push(element);
    } else if (at !== 0) throw new Error('a declaration in the middle');
  }
  const [only, ...more] = root.children;
  if (stack.length !== 1 || only === undefined || more.length > 0) throw new Error('not one element that is closed');
  return only;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`an attribute twice: ${text}`);
  // A reader makes spaces of line ends and tabs in attributes.
  return Object.fromEntries(pairs.map(([name, value]) => [name, decoded(value.replaceAll(/[\t\n\r]/g, ' '))]));
}

function decoded(text: string): string {
  const bare = text.replaceAll(/&(?:#[0-9]+|[a-z]+);/g, '');
  if (bare.includes('&')) throw new Error(`a bare & in ${text}`);
  return text.replaceAll(/&(#[0-9]+|[a-z]+);/g, (_, name: string) => {
    const known = name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : ENTITIES[name];
    if (known === undefined) throw new Error(`unknown entity ${name}`);
    return known;
  });
}
