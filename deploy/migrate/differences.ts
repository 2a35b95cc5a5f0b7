/** A fact that is not the same on both sides; `undefined` where it is on one side only. */
export interface Difference {
  readonly fact: string;
  readonly source: string | undefined;
  readonly target: string | undefined;
}

/** What is not equal, by name of the fact. */
export function differences(
  source: Readonly<Record<string, string>>,
  target: Readonly<Record<string, string>>,
): readonly Difference[] {
  return [...new Set([...Object.keys(source), ...Object.keys(target)])]
    .sort()
    .filter((fact) => source[fact] !== target[fact])
    .map((fact) => ({ fact, source: source[fact], target: target[fact] }));
}
