import { expect, test } from '@jest/globals';
import { slo } from '../../../model/schema/slo';

test.each([
  [94, true],
  [99.9, true],
  [93.9, false],
  [90, false],
  [100, false],
])('an objective of %d percent', (percent, isFine) => {
  const availability = slo.safeParse({ availability: percent });
  const latency = slo.safeParse({ availability: 99, latency: { seconds: 1, objective: percent } });
  expect([availability.success, latency.success]).toEqual([isFine, isFine]);
  if (percent < 94)
    for (const { error } of [availability, latency])
      expect(error?.issues[0]?.message).toMatch(/^below 94 percent .* would never fire$/);
});
