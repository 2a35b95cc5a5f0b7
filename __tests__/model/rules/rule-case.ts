/** An application and an environment that break a rule, and the edit that mends them. */
export interface RuleCase {
  readonly rule: string;
  readonly name: string;
  readonly app: string;
  readonly environment: string;
  /** Where the finding points: file, line and column. */
  readonly at: string;
  readonly path: string;
  /** A part of the message that carries the facts. */
  readonly message: string;
  /** Text to replace, by which the same project keeps the rule. */
  readonly mend: { readonly file: 'app' | 'environment'; readonly from: string; readonly to: string };
}

/** An application of one component, which keeps every rule. */
export const WEB = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;
