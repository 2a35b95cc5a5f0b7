import { goText } from './template-node';

/** How a value is printed in a template. */
export type Form = 'text' | 'integer' | 'json';

/** A value of the chart at a place in the objects. */
export interface Placeholder {
  /** Go template code of the value, such as `$component.replicas`. */
  readonly code: string;
  readonly form: Form;
}

/** Numbers that no model holds: above the largest port, replica count and share, and odd, so that they are no round size. */
const FIRST_NUMBER = 7_310_000_000_001;

/**
 * Stand-ins for values of the chart. A model with them in place of its own values goes through the charts like any
 * other; where they come out again, the template prints the value.
 */
export class Placeholders {
  private readonly prefix: string;
  private readonly byText = new Map<string, Placeholder>();
  private readonly byNumber = new Map<number, Placeholder>();
  private readonly pattern: RegExp;

  /** `surroundings`: every text of the models, in which no stand-in may occur by chance. */
  constructor(surroundings: string) {
    let prefix = 'zqv';
    while (surroundings.includes(prefix)) prefix += 'q';
    this.prefix = prefix;
    this.pattern = new RegExp(`${prefix}\\d+z`, 'g');
  }

  /** A stand-in of lower-case letters and digits, which is a valid name, tag and label wherever one is asked for. */
  text(code: string, form: Form = 'text'): string {
    const token = `${this.prefix}${this.byText.size}z`;
    this.byText.set(token, { code, form });
    return token;
  }

  /** A stand-in for an integer. */
  integer(code: string): number {
    const number = FIRST_NUMBER + 2 * this.byNumber.size;
    this.byNumber.set(number, { code, form: 'integer' });
    return number;
  }

  /** Code that prints a number from the objects as YAML, when it is a stand-in. */
  codeOfNumber(value: number): string | undefined {
    const placeholder = this.byNumber.get(value);
    return placeholder === undefined ? undefined : printed(placeholder);
  }

  /** Code that prints a text from the objects as YAML, when a stand-in is part of it. */
  codeOfText(value: string): string | undefined {
    const whole = this.byText.get(value) ?? this.byNumber.get(Number(value));
    if (whole !== undefined) return printed(whole.form === 'integer' ? { ...whole, form: 'text' } : whole);
    const bare = this.bareCodeOf(value);
    return bare === undefined ? undefined : `${bare} | quote`;
  }

  /** Code of a text that has stand-ins in it, not yet quoted for YAML. */
  bareCodeOf(value: string): string | undefined {
    if (!value.includes(this.prefix)) return undefined;
    const parts: string[] = [];
    let end = 0;
    for (const match of value.matchAll(this.pattern)) {
      if (match.index > end) parts.push(goText(value.slice(end, match.index)));
      parts.push(`(${this.byText.get(match[0])?.code ?? goText(match[0])})`);
      end = match.index + match[0].length;
    }
    if (end < value.length) parts.push(goText(value.slice(end)));
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only.slice(1, -1) : `list ${parts.join(' ')} | join ""`;
  }
}

function printed({ code, form }: Placeholder): string {
  switch (form) {
    case 'text':
      return `${code} | quote`;
    case 'integer':
      return `${code} | int`;
    case 'json':
      return `${code} | toJson`;
  }
}
