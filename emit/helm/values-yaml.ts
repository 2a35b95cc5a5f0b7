import { toYaml } from '../yaml';
import type { Union } from './union';
import type { ValueMap } from './value';

export function valuesYaml(values: ValueMap, _union?: Union): string {
  return toYaml(values);
}
