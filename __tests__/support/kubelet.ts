const DOLLAR = 0x24;
const OPEN = 0x28;
const CLOSE = 0x29;

/**
 * What the kubelet makes of one entry of `command` or `args` (k8s.io/kubernetes third_party/forked/golang/expansion,
 * v1.33): `$$` is `$`, `$(NAME)` is the variable, and after any other `$` one byte is taken for a character.
 */
export function expand(input: string, variables: Readonly<Record<string, string>>): string {
  const bytes = Buffer.from(input);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { text, length } = next(bytes.subarray(at), variables);
    out.push(text);
    at += length;
  }
  return Buffer.concat(out).toString();
}

function next(rest: Buffer, variables: Readonly<Record<string, string>>): { text: Buffer; length: number } {
  const [first, second] = rest;
  if (first !== DOLLAR || second === undefined) return { text: rest.subarray(0, 1), length: 1 };
  if (second === DOLLAR) return { text: rest.subarray(0, 1), length: 2 };
  const close = rest.indexOf(CLOSE);
  if (second !== OPEN || close < 0) return { text: Buffer.from(`$${String.fromCharCode(second)}`), length: 2 };
  const name = rest.subarray(2, close).toString();
  return { text: Buffer.from(variables[name] ?? `$(${name})`), length: close + 1 };
}
