const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Bytes in whole mebibytes, rounded up. */
export function mebibytes(bytes: number): number {
  return Math.ceil(bytes / MIB);
}

/** Bytes in whole gibibytes, rounded up: the unit in which clouds sell storage. */
export function gibibytes(bytes: number): number {
  return Math.ceil(bytes / GIB);
}
