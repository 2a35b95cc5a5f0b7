import { quote, type ScalarShape, textScalar } from './scalar';

/** Names that reach into objects of JavaScript instead of naming a member: every map answers to `toString`. */
const RESERVED = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

interface NameOptions extends ScalarShape {
  readonly max: number;
  /** Turns a text into what was probably meant. */
  readonly mend: (text: string) => string;
}

function name({ mend, ...shape }: NameOptions) {
  const isFine = (text: string): boolean => text.length <= shape.max && shape.pattern.test(text) && !RESERVED.has(text);
  return textScalar({
    ...shape,
    parse: (text) => {
      if (isFine(text)) return { value: text };
      if (RESERVED.has(text)) return { reason: `${quote(text)} is reserved` };
      const near = mend(text);
      const reason = `${quote(text)} is not a ${shape.name}`;
      return isFine(near) ? { reason, nearest: near } : { reason };
    },
  });
}

function hyphenated(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function dotted(text: string): string {
  return text.split('.').map(hyphenated).filter(Boolean).join('.');
}

function underscored(text: string): string {
  return text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=[0-9])/, '_');
}

const LABEL = {
  allowed: 'lower-case letters, digits and "-", starting and ending with a letter or digit, at most 63',
  max: 63,
  mend: hyphenated,
};

/** RFC 1123 label, at most 63 characters: most Kubernetes names. */
export const dnsLabel = name({
  ...LABEL,
  name: 'DNS label',
  examples: ['backend'],
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
});

/** RFC 1123 subdomain, labels joined by dots, at most 253 characters. */
export const dnsSubdomain = name({
  name: 'DNS subdomain',
  allowed: 'labels of lower-case letters, digits and "-", joined by ".", at most 253',
  examples: ['letsencrypt', 'storage.example.com'],
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  max: 253,
  mend: dotted,
});

/** RFC 1035 label, at most 63 characters: the name of a Service does not start with a digit. */
export const serviceName = name({
  ...LABEL,
  name: 'name of a Service',
  allowed: 'lower-case letters, digits and "-", starting with a letter, at most 63',
  examples: ['backend'],
  pattern: /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
});

/** RFC 1123 label without the prefix `kube-`, which Kubernetes keeps for itself. */
export const namespace = name({
  ...LABEL,
  name: 'namespace',
  allowed: `${LABEL.allowed}, not starting with kube-`,
  examples: ['shop-staging'],
  pattern: /^(?!kube-)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
});

/** Name of an environment variable that every shell accepts (POSIX), at most 253 characters: it is a key of a ConfigMap too. */
export const envVarName = name({
  name: 'name of an environment variable',
  allowed: 'letters, digits and "_", not starting with a digit',
  examples: ['LOG_LEVEL'],
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  max: 253,
  mend: underscored,
});

/** Key of a ConfigMap or Secret (Kubernetes apimachinery `IsConfigMapKey`), at most 253 characters. */
export const configKey = name({
  name: 'key of a ConfigMap or Secret',
  allowed: 'letters, digits, "-", "_" and ".", not starting with "..", at most 253',
  examples: ['session-secret', 'redis.conf'],
  pattern: /^(?!\.$|\.\.)[-._a-zA-Z0-9]+$/,
  max: 253,
  mend: (text) => text.replace(/^\.\.+/, '').replace(/[^-._a-zA-Z0-9]+/g, '-'),
});

/** Name of a port (Kubernetes apimachinery `IsValidPortName`, IANA_SVC_NAME of RFC 6335), at most 15 characters. */
export const portName = name({
  name: 'name of a port',
  allowed: 'lower-case letters, digits and single "-", at least one letter, at most 15',
  examples: ['http', 'metrics'],
  pattern: /^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  max: 15,
  mend: hyphenated,
});

/** Identifier of PostgreSQL that needs no quotes, at most 63 characters (NAMEDATALEN). */
export const sqlIdentifier = name({
  name: 'SQL identifier',
  allowed: 'lower-case letters, digits and "_", not starting with a digit, at most 63',
  examples: ['shop_user'],
  pattern: /^[a-z_][a-z0-9_]*$/,
  max: 63,
  mend: (text) => underscored(text.toLowerCase()),
});
