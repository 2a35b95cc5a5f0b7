/** Labels of series, one of which may also be a label of the target that gives them. */
export interface RenamedLabels {
  readonly labels: Readonly<Record<string, string>>;
  readonly renamed: string;
}

/**
 * Label matchers, without braces, for each way in which Prometheus may keep them: the label as it is, where the target has
 * none of that name or `honorLabels` is set; else `exported_<label>`, and the label is that of the target. A target may
 * have the very value that is looked for, hence the empty matcher: a series is found once or not at all.
 */
export function eitherSpelling({ labels, renamed }: RenamedLabels): readonly string[] {
  const { [renamed]: value = '', ...others } = labels;
  const exported = `exported_${renamed}`;
  return [matchersOf({ ...labels, [exported]: '' }), matchersOf({ ...others, [exported]: value })];
}

export function matchersOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
}
