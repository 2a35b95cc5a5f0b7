/** How long and over how many connections at once requests are made. */
export interface LoadSettings {
  readonly seconds: number;
  readonly connections: number;
}

/** What a load test measured; times in milliseconds. */
export interface LoadReport {
  readonly requests: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Asks one URL again and again, for a time that has an end. */
export type LoadTool = (url: string, settings: LoadSettings) => Promise<LoadReport>;
