/** The polynomial of Jones, mirrored, in two halves: what Redis ends each dumped value with. */
const HIGH = 0x95ac9329;
const LOW = 0xac4bc9b5;

interface Halves {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

const TABLE = makeTable();

/** CRC-64 of Redis as eight bytes, the lowest first. */
export function crc64(data: Uint8Array): Buffer {
  let high = 0;
  let low = 0;
  for (const byte of data) {
    const index = (low ^ byte) & 0xff;
    const shifted = ((low >>> 8) | (high << 24)) >>> 0;
    low = shifted ^ (TABLE.low[index] ?? 0);
    high = (high >>> 8) ^ (TABLE.high[index] ?? 0);
  }
  const result = Buffer.alloc(8);
  result.writeUInt32LE(low >>> 0, 0);
  result.writeUInt32LE(high >>> 0, 4);
  return result;
}

function makeTable(): Halves {
  const table: Halves = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let index = 0; index < 256; index++) {
    let high = 0;
    let low = index;
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (low & 1) === 1;
      low = ((low >>> 1) | (high << 31)) >>> 0;
      high >>>= 1;
      if (!isOdd) continue;
      low = (low ^ LOW) >>> 0;
      high = (high ^ HIGH) >>> 0;
    }
    table.high[index] = high;
    table.low[index] = low;
  }
  return table;
}
