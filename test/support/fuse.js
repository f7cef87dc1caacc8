/**
 * A FUSE server without a library: mounts a file system and answers its requests. Protocol: include/uapi/linux/fuse.h.
 *
 * Plain JavaScript: servers run as processes of their own, without a build.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync, read, readFileSync, writeSync } from 'node:fs';

/** Opcodes of requests. */
export const OP = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  READLINK: 5,
  OPEN: 14,
  READ: 15,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  INTERRUPT: 36,
  BATCH_FORGET: 42,
};

/** Open files are read from the server each time, whatever size their attributes tell. */
export const FOPEN_DIRECT_IO = 1;

const UNANSWERED = new Set([OP.FORGET, OP.BATCH_FORGET, OP.INTERRUPT]);

/** Bytes with 32-bit numbers at the given offsets. */
export function fields(bytes, ...at) {
  const b = Buffer.alloc(bytes);
  for (const [offset, value] of at) b.writeUInt32LE(value, offset);
  return b;
}

/** struct fuse_attr: 88 bytes. */
export function attributes(node, mode, size = 0) {
  const b = fields(88, [60, mode], [64, 1], [80, 4096]);
  b.writeBigUInt64LE(BigInt(node), 0);
  b.writeBigUInt64LE(BigInt(size), 8);
  return b;
}

/** struct fuse_init_out: version 7.31, readahead, max_background and threshold, max_write, time granularity 1 ns. */
const initialised = fields(64, [0, 7], [4, 31], [8, 65_536], [16, (9 << 16) | 12], [20, 65_536], [24, 1]);

/**
 * Mounts `name` and serves it until it is unmounted or aborted, which ends the process.
 *
 * @param answer (opcode, node, body) → the answer's body, a negative errno, or undefined for no answer; or a promise of these
 * @returns number of the connection: echo 1 into fusectl's CONNECTION/abort before ending the server, or waiters stay behind
 */
export async function serveFuse(name, mountpoint, answer) {
  const device = openSync('/dev/fuse', constants.O_RDWR);

  const reply = (unique, body) => {
    const bytes = typeof body === 'number' ? Buffer.alloc(0) : body;
    const head = fields(16, [0, 16 + bytes.length]);
    head.writeInt32LE(typeof body === 'number' ? body : 0, 4);
    head.writeBigUInt64LE(unique, 8);
    try {
      writeSync(device, Buffer.concat([head, bytes]));
    } catch {
      // ENOENT: whoever asked was interrupted and does not wait any more
    }
  };

  const handle = async (request) => {
    const opcode = request.readUInt32LE(4);
    const unique = request.readBigUInt64LE(8);
    const body =
      opcode === OP.INIT ? initialised : await answer(opcode, Number(request.readBigUInt64LE(16)), request.subarray(40));
    if (body !== undefined && !UNANSWERED.has(opcode)) reply(unique, body);
  };

  const serve = () => {
    const request = Buffer.alloc(1 << 17);
    read(device, request, 0, request.length, null, (error, length) => {
      if (error?.code === 'EPERM') return setTimeout(serve, 5); // not mounted yet
      if (error?.code === 'ENOENT') return serve(); // interrupted before it was read
      if (error) process.exit(0); // unmounted or aborted
      void handle(request.subarray(0, length));
      serve();
    });
  };

  serve();
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
  const mount = spawn('mount', ['-i', '-t', 'fuse', '-o', options, name, mountpoint], {
    stdio: ['ignore', 'ignore', 'inherit', device],
  });
  const [status] = await once(mount, 'exit');
  if (status !== 0) process.exit(1);
  const line = new RegExp(`^\\d+ \\d+ 0:(\\d+) .* - fuse ${name} `, 'm').exec(readFileSync('/proc/self/mountinfo', 'utf8'));
  return line?.[1];
}
