/**
 * The CRC-32 that ends a gzip member (RFC 1952 section 8). Node has one only since 20.15, and gzip members must be put together by hand here,
 * because Node's own gzip cannot write the comment field.
 */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** Continues `crc` (0 to begin) over `bytes`; an unsigned 32-bit number. */
export function crc32(crc: number, bytes: Uint8Array): number {
  let state = ~crc;
  for (const byte of bytes) state = (TABLE[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
  return ~state >>> 0;
}
