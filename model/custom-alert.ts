import type { Severity } from './schema/monitoring';

/** An alert over metrics of the application's own. */
export interface CustomAlert {
  readonly name: string;
  readonly expr: string;
  readonly forSeconds: number;
  readonly severity: Severity;
  readonly summary: string;
  readonly impact?: string;
  readonly steps: readonly string[];
  /** URL of a page that says more. */
  readonly runbook?: string;
  readonly component?: string;
}
