/** Profile of what watches the others. */
export const MONITORING_PROFILE = 'monitoring';
