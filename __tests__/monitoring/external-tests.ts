import { type AlertTest, series } from './alert-case';

const CHAIN = 'external="chain"';

/** Twenty minutes of probes: whether each one went well, and whether it failed for what the body says. */
function probes(success: string, regex: string): string[] {
  return [series('probe_success', CHAIN, success), series('probe_failed_due_to_regex', CHAIN, regex)];
}

/** Alerts about services that others run. */
export const EXTERNAL_TESTS: readonly AlertTest[] = [
  // It answers, but not what it should: others tell of that.
  { alert: 'ExternalUnreachable', at: '10m', fires: probes('0x20', '0x20'), quiet: probes('0x20', '1x20') },
  { alert: 'ExternalUnreachable', at: '10m', fires: probes('0x20', '0x20'), quiet: probes('0 1x19', '0x20') },
  {
    alert: 'ExternalErrors',
    at: '20m',
    fires: probes('1 0 1 1 1 0 1 1 0 1 0 1 1 0 1 1 0 1 0 1 1', '0x20'),
    // One miss is no alert.
    quiet: probes('1x15 0 1x4', '0x20'),
  },
  { alert: 'ExternalErrors', at: '20m', fires: probes('0x20', '0x20'), quiet: probes('0x20', '1x20') },
  { alert: 'ExternalUnhealthy', at: '20m', fires: probes('0x20', '1x20'), quiet: probes('0x20', '0x20') },
  {
    alert: 'ExternalUnhealthy',
    at: '20m',
    fires: probes('0x20', '1x20'),
    // Behind for a minute, and well again.
    quiet: probes('1x14 0 1x5', '0x14 1 0x5'),
  },
  {
    alert: 'ExternalSlow',
    at: '30m',
    fires: [series('probe_duration_seconds', CHAIN, '3x30')],
    quiet: [series('probe_duration_seconds', CHAIN, '0.5x24 9 0.5x5')],
  },
  {
    alert: 'ExternalNotProbed',
    at: '20m',
    fires: [series('up', 'job="external-probes"', '1x20')],
    quiet: [series('probe_success', CHAIN, '0x20')],
  },
];
