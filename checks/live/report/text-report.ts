import type { CheckResult } from '../check';
import type { CheckReport } from '../run-checks';

const STATUSES = ['passed', 'failed', 'skipped'] as const;

/** How many results there are of each kind. */
export type Counts = Readonly<Record<(typeof STATUSES)[number], number>>;

export function countResults(reports: readonly CheckReport[]): Counts {
  const results = reports.flatMap((report) => report.results);
  const of = (status: CheckResult['status']): number => results.filter((result) => result.status === status).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

/** The report for people: what was judged, by category. */
export function textReport(reports: readonly CheckReport[]): string {
  const categories = [...new Set(reports.map(({ category }) => category))];
  const sections = categories.map((category) => {
    const own = reports.filter((report) => report.category === category);
    return `${category}\n${own.map(checkLines).join('')}`;
  });
  const { passed, failed, skipped } = countResults(reports);
  return `${sections.join('')}${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}

function checkLines({ id, results }: CheckReport): string {
  return results.map((result) => `  ${result.status.padEnd(7)} ${id}: ${oneLine(result)}\n`).join('');
}

function oneLine({ message, details = [] }: CheckResult): string {
  return [message, ...details.map((detail) => `          ${detail}`)].map(printable).join('\n');
}

/** What a container or a server printed must not move the cursor of who reads it. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
