import { UserError } from '../../lib/errors';
import type { Category, Check, CheckContext, CheckResult } from './check';
import { failed, skipped } from './check';

/** A check with what it said. */
export interface CheckReport {
  readonly id: string;
  readonly category: Category;
  readonly title: string;
  readonly seconds: number;
  readonly results: readonly CheckResult[];
}

/** Runs the checks one after the other, so that none measures what another one does. */
export async function runChecks(checks: readonly Check[], context: CheckContext): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const check of checks) {
    const start = context.now().getTime();
    const results = await resultsOf(check, context);
    const { id, category, title } = check;
    reports.push({ id, category, title, seconds: (context.now().getTime() - start) / 1000, results });
  }
  return reports;
}

/** Whether anything failed. */
export function hasFailed(reports: readonly CheckReport[]): boolean {
  return reports.some(({ results }) => results.some(({ status }) => status === 'failed'));
}

async function resultsOf(check: Check, context: CheckContext): Promise<readonly CheckResult[]> {
  if (check.methods !== undefined && !check.methods.includes(context.method))
    return [skipped(`not for the method ${context.method}`)];
  try {
    const results = await check.run(context);
    // A check with nothing to say has judged nothing, and silence would read as a pass.
    return results.length === 0 ? [skipped('there is nothing that it could be asked of')] : results;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [failed(error.message)];
  }
}
