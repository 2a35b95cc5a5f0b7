import type { Mark, Value } from '../model';

/** What references may name: `postgres.host`, `components.backend.url`, `config.LOG_LEVEL` and so on. */
export class Scope {
  private readonly values: Map<string, Value | undefined>;
  private readonly parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
    this.values = new Map();
  }

  /** A literal; undefined keeps the name known but without a value in this environment. */
  literal(name: string, text: string | undefined): this {
    this.values.set(name, text === undefined ? undefined : { kind: 'literal', text });
    return this;
  }

  /** A literal that is the name of a workload, or holds one behind `before`. */
  workload(
    name: string,
    parts: { readonly before?: string; readonly workload: string; readonly after?: string },
  ): this {
    const { before = '', workload, after = '' } = parts;
    const marks: Mark[] = [{ at: before.length, length: workload.length, what: 'name' }];
    this.values.set(name, { kind: 'literal', text: `${before}${workload}${after}`, marks });
    return this;
  }

  /** The tag of the image of the component whose scope this is. */
  imageTag(tag: string): this {
    const marks: Mark[] = [{ at: 0, length: tag.length, what: 'imageTag' }];
    this.values.set('image.tag', { kind: 'literal', text: tag, marks });
    return this;
  }

  secret(name: string, use: { readonly secret: string; readonly key: string }): this {
    this.values.set(name, { kind: 'secret', secret: use.secret, key: use.key, as: 'value' });
    return this;
  }

  has(name: string): boolean {
    return this.values.has(name) || (this.parent?.has(name) ?? false);
  }

  get(name: string): Value | undefined {
    return this.values.has(name) ? this.values.get(name) : this.parent?.get(name);
  }

  names(): string[] {
    return [...(this.parent?.names() ?? []), ...this.values.keys()];
  }
}
