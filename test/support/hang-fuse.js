/**
 * `node hang-fuse.js MOUNTPOINT`: a FUSE file system with one file `x`, which it opens and holds; then it answers nothing any more,
 * as a network file system does whose server is gone. Attributes have a lifetime of 0, so every stat of the file asks, and waits
 * for ever. Prints `PID FD CONNECTION`: echo 1 into fusectl's CONNECTION/abort before ending it, or waiters stay behind.
 *
 * Plain JavaScript: it runs as a process of its own, without a build. Protocol: include/uapi/linux/fuse.h.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync, read, readFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const LOOKUP = 1;
const FORGET = 2;
const GETATTR = 3;
const OPEN = 14;
const INIT = 26;
const OPENDIR = 27;
const INTERRUPT = 36;
const BATCH_FORGET = 42;
const ENOSYS = 38;
const FILE_NODE = 2n;

const mountpoint = process.argv[2];
const device = openSync('/dev/fuse', constants.O_RDWR);
const request = Buffer.alloc(1 << 17);
let dead = false;

/** struct fuse_attr: 88 bytes */
function attributes(node) {
  const b = Buffer.alloc(88);
  b.writeBigUInt64LE(node, 0);
  b.writeUInt32LE(node === FILE_NODE ? 0o100644 : 0o040755, 60);
  b.writeUInt32LE(1, 64); // links
  b.writeUInt32LE(4096, 80); // block size
  return b;
}

function fields(bytes, ...at) {
  const b = Buffer.alloc(bytes);
  for (const [offset, value] of at) b.writeUInt32LE(value, offset);
  return b;
}

/** The body of the answer; null: an error; undefined: this request wants none. */
function answer(opcode, node) {
  switch (opcode) {
    case INIT: // version 7.31, readahead, max_background and threshold, max_write, time granularity 1 ns
      return fields(64, [0, 7], [4, 31], [8, 65_536], [16, (9 << 16) | 12], [20, 65_536], [24, 1]);
    case LOOKUP: // node 2; the name stays valid for an hour, the attributes not at all
      return Buffer.concat([fields(40, [0, Number(FILE_NODE)], [16, 3600]), attributes(FILE_NODE)]);
    case GETATTR:
      return Buffer.concat([fields(16), attributes(node)]);
    case OPEN:
    case OPENDIR:
      return fields(16, [0, 1]);
    case FORGET:
    case BATCH_FORGET:
    case INTERRUPT:
      return undefined;
    default:
      return null;
  }
}

function serve() {
  read(device, request, 0, request.length, null, (error) => {
    if (error?.code === 'EPERM') return setTimeout(serve, 5); // not mounted yet
    if (error) process.exit(0); // unmounted or aborted
    const body = dead ? undefined : answer(request.readUInt32LE(4), request.readBigUInt64LE(16));
    if (body !== undefined) {
      const head = Buffer.alloc(16);
      head.writeUInt32LE(16 + (body?.length ?? 0), 0);
      head.writeInt32LE(body ? 0 : -ENOSYS, 4);
      request.copy(head, 8, 8, 16); // the request's unique number
      writeSync(device, Buffer.concat([head, body ?? Buffer.alloc(0)]));
    }
    serve();
  });
}

serve();
const mount = spawn('mount', ['-i', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'hang', mountpoint], {
  stdio: ['ignore', 'ignore', 'inherit', device],
});
const [status] = await once(mount, 'exit');
if (status !== 0) process.exit(1);
const held = await open(join(mountpoint, 'x'));
dead = true;
const [, connection] = /^\d+ \d+ 0:(\d+) .* - fuse hang /m.exec(readFileSync('/proc/self/mountinfo', 'utf8')) ?? [];
process.stdout.write(`${process.pid} ${held.fd} ${connection}\n`);
