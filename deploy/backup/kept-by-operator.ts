/** What to do about the data of a database that CloudNativePG keeps: its pods are the operator's, not ours. */
export function keptByOperator(name: string): string {
  return `${name} is kept by CloudNativePG, so nothing here dumps or restores it: use its ScheduledBackup, \`kubectl cnpg backup ${name}\`, and a Cluster with bootstrap.recovery`;
}
