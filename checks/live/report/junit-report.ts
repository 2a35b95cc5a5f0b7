import type { CheckResult } from '../check';
import type { CheckReport } from '../run-checks';
import { countResults } from './text-report';

/** The report as JUnit XML, as CI systems read it: a suite a category, a case a result. */
export function junitReport(reports: readonly CheckReport[], name: string): string {
  const categories = [...new Set(reports.map(({ category }) => category))];
  const suites = categories.map((category) =>
    suite(
      category,
      reports.filter((report) => report.category === category),
    ),
  );
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(name)}"${amounts(reports)}>`,
    ...suites.flat(),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suite(category: string, reports: readonly CheckReport[]): string[] {
  const cases = reports.flatMap((report) => report.results.map((result) => testCase(report, result)));
  return [`  <testsuite name="${escaped(category)}"${amounts(reports)}>`, ...cases.flat(), '  </testsuite>'];
}

function amounts(reports: readonly CheckReport[]): string {
  const { passed, failed, skipped } = countResults(reports);
  const seconds = reports.reduce((sum, report) => sum + report.seconds, 0).toFixed(3);
  const tests = passed + failed + skipped;
  return ` tests="${tests}" failures="${failed}" errors="0" skipped="${skipped}" time="${seconds}"`;
}

/** The time of a check is shared by its results, so that the sum is right. */
function testCase({ id, category, results, seconds }: CheckReport, result: CheckResult): string[] {
  const { status, message, details = [] } = result;
  const time = (seconds / results.length).toFixed(3);
  const head = `    <testcase classname="${escaped(`${category}.${id}`)}" name="${escaped(message)}" time="${time}"`;
  if (status === 'passed') return [`${head}/>`];
  const text = escaped(details.join('\n'), true);
  const inner =
    status === 'skipped'
      ? `<skipped message="${escaped(message)}"/>`
      : `<failure message="${escaped(message)}">${text}</failure>`;
  return [`${head}>`, `      ${inner}`, '    </testcase>'];
}

/** Characters that XML 1.0 cannot hold, not even escaped; halves of surrogate pairs too. */
const IMPOSSIBLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Line ends stay as they are in a text; a reader would make spaces of them in an attribute. */
function escaped(text: string, keepsLines = false): string {
  const possible = text.replaceAll(IMPOSSIBLE, '').replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  const spaced = possible.replaceAll('\t', '&#9;').replaceAll('\r', '&#13;');
  return keepsLines ? spaced : spaced.replaceAll('\n', '&#10;');
}
