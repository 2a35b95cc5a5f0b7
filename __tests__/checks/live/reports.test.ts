import { describe, expect, test } from '@jest/globals';
import { junitReport } from '../../../checks/live/report/junit-report';
import { textReport } from '../../../checks/live/report/text-report';
import type { CheckReport } from '../../../checks/live/run-checks';
import { parseXml } from './support/strict-xml';

const REPORTS: readonly CheckReport[] = [
  {
    id: 'process-user',
    category: 'security',
    title: 'Users',
    seconds: 1,
    results: [
      { status: 'passed', message: 'web-0 runs as 10001' },
      { status: 'failed', message: 'web-1 runs as 0', details: ['first', 'second'] },
    ],
  },
  {
    id: 'seccomp',
    category: 'security',
    title: 'Filters',
    seconds: 0,
    results: [{ status: 'skipped', message: 'no' }],
  },
  {
    id: 'readme',
    category: 'documentation',
    title: 'Readme',
    seconds: 0.25,
    results: [{ status: 'passed', message: 'is' }],
  },
];

test('the text report', () => {
  expect(textReport(REPORTS)).toBe(`security
  passed  process-user: web-0 runs as 10001
  failed  process-user: web-1 runs as 0
          first
          second
  skipped seccomp: no
documentation
  passed  readme: is
2 passed, 1 failed, 1 skipped
`);
});

test('the JUnit report', () => {
  expect(junitReport(REPORTS, 'shop-blue')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="shop-blue" tests="4" failures="1" errors="0" skipped="1" time="1.250">
  <testsuite name="security" tests="3" failures="1" errors="0" skipped="1" time="1.000">
    <testcase classname="security.process-user" name="web-0 runs as 10001" time="0.500"/>
    <testcase classname="security.process-user" name="web-1 runs as 0" time="0.500">
      <failure message="web-1 runs as 0">first
second</failure>
    </testcase>
    <testcase classname="security.seccomp" name="no" time="0.000">
      <skipped message="no"/>
    </testcase>
  </testsuite>
  <testsuite name="documentation" tests="1" failures="0" errors="0" skipped="0" time="0.250">
    <testcase classname="documentation.readme" name="is" time="0.250"/>
  </testsuite>
</testsuites>
`);
});

describe('hostile texts', () => {
  const HOSTILE = [
    `</failure><testcase name="forged"/>`,
    `"><script>alert('x')</script>`,
    '&amp; &#0; &notanentity; <![CDATA[ ]]>',
    'a\nb\tc\rd',
    'über 日本語 😀 \u2028',
  ];

  test.each(HOSTILE)('%j comes back as it was', (text) => {
    const results = [{ status: 'failed', message: text, details: [text, 'last'] } as const];
    const [report] = REPORTS;
    const xml = parseXml(junitReport(report === undefined ? [] : [{ ...report, results }], text));
    expect(xml.attributes.name).toBe(text);
    const [testCase, ...more] = xml.children[0]?.children ?? [];
    expect(more).toEqual([]);
    expect(testCase?.attributes.name).toBe(text);
    const [failure] = testCase?.children ?? [];
    expect(failure).toEqual({ name: 'failure', attributes: { message: text }, children: [], text: `${text}\nlast` });
  });

  test.each(['\u0000', '\u0008', '\u001B[2J', '\uFFFE', '\uD800', 'a\uDC00b'])(
    '%j loses what XML cannot hold',
    (text) => {
      const results = [{ status: 'failed', message: `x${text}y`, details: [text] } as const];
      const [report] = REPORTS;
      const source = junitReport(report === undefined ? [] : [{ ...report, results }], 'n');
      const name = parseXml(source).children[0]?.children[0]?.attributes.name;
      expect(name).toMatch(/^x(?:\[2J|ab)?y$/);
    },
  );

  test('control characters do not reach the terminal', () => {
    const results = [{ status: 'failed', message: 'x\u001B[2J\u0007\ny', details: ['\u009B1m\r'] } as const];
    const [report] = REPORTS;
    const text = textReport(report === undefined ? [] : [{ ...report, results }]);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n')).toHaveLength(5);
  });

  test('the reader of this test is strict', () => {
    for (const bad of [
      '<a>',
      '<a></b>',
      '<a b="1" b="2"/>',
      '<a>&</a>',
      '<a/><a/>',
      '<a b="<"/>',
      '<a>&nope;</a>',
      '<a\u0000/>',
    ])
      expect(() => parseXml(bad)).toThrow();
  });
});
