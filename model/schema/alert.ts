import { z } from 'zod';
import { severity } from './monitoring';
import { duration } from './scalars/duration';
import { dnsLabel } from './scalars/names';
import { safeText } from './scalars/text';

const HTTP_URL = /^https?:\/\/[!-~]+$/;

/** An alert of the application's own, over metrics that its components give. */
export const customAlert = z.strictObject({
  expr: safeText.describe('PromQL; `${environment.namespace}` is the value of the label namespace'),
  for: duration.prefault('5m').describe('How long it has to be true'),
  severity: severity.default('warning'),
  summary: safeText.describe('One line for who is told; may use {{ $labels.x }} and {{ $value }}'),
  impact: safeText.optional().describe('What it means for users'),
  steps: z.array(safeText).default([]).describe('What to do, in order; it stands behind the impact'),
  runbook: z.string().max(2048).regex(HTTP_URL, 'a URL with http or https').optional().describe('Page that says more'),
  component: dnsLabel.optional().describe('Component that gives the metrics'),
});

export type CustomAlertDeclaration = z.output<typeof customAlert>;
