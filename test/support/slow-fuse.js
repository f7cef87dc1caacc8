/**
 * `node slow-fuse.js MOUNTPOINT FOLDER SLOW`: shows FOLDER at MOUNTPOINT, read only. After the line `hold` on stdin, reads of the
 * file SLOW (a path in it) are not answered until the line `release`; other requests are answered all the while. Prints
 * `mounted CONNECTION`, and `held` when the first read waits.
 *
 * It stands in for an fdinfo whose driver waits behind a submission.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { attributes, fields, FOPEN_DIRECT_IO, OP, serveFuse } from './fuse.js';

const ENOENT = -2;
const ENOSYS = -38;
const DIRENT_BYTES = 24;

const [mountpoint, folder, slow] = process.argv.slice(2);
/** Paths in FOLDER by node number; 1 is the root. */
const paths = ['', ''];
const nodes = new Map([['', 1]]);
/** Null: nothing is held. */
let hold = null;

function nodeOf(path) {
  if (!nodes.has(path)) nodes.set(path, paths.push(path) - 1);
  return nodes.get(path);
}

function attributesOf(path) {
  const { mode, size } = lstatSync(join(folder, path));
  return attributes(nodeOf(path), mode, size);
}

/** struct fuse_dirent, as many from `offset` on as fit. */
function entries(path, offset, size) {
  const names = readdirSync(join(folder, path));
  const parts = [];
  let bytes = 0;
  for (let at = offset; at < names.length; at++) {
    const name = Buffer.from(names[at]);
    const length = Math.ceil((DIRENT_BYTES + name.length) / 8) * 8;
    if (bytes + length > size) break;
    const entry = fields(length, [0, 1], [8, at + 1], [16, name.length]);
    name.copy(entry, DIRENT_BYTES);
    parts.push(entry);
    bytes += length;
  }
  return Buffer.concat(parts);
}

async function answer(opcode, node, body) {
  const path = paths[node];
  switch (opcode) {
    case OP.LOOKUP: {
      const child = join(path, body.toString('utf8', 0, body.indexOf(0)));
      return Buffer.concat([fields(40, [0, nodeOf(child)]), attributesOf(child)]);
    }
    case OP.GETATTR:
      return Buffer.concat([fields(16), attributesOf(path)]);
    case OP.READLINK:
      return readlinkSync(join(folder, path), 'buffer');
    case OP.OPENDIR:
      return fields(16);
    case OP.OPEN:
      return fields(16, [8, FOPEN_DIRECT_IO]);
    case OP.READDIR:
      return entries(path, Number(body.readBigUInt64LE(8)), body.readUInt32LE(16));
    case OP.READ: {
      const offset = Number(body.readBigUInt64LE(8));
      if (path === slow) await untilReleased();
      return readFileSync(join(folder, path)).subarray(offset, offset + body.readUInt32LE(16));
    }
    default:
      return ENOSYS;
  }
}

async function untilReleased() {
  if (hold === null) return;
  if (!hold.told) process.stdout.write('held\n');
  hold.told = true;
  await hold.over;
}

const connection = await serveFuse('slow', mountpoint, (...request) => answer(...request).catch(() => ENOENT));
process.stdout.write(`mounted ${connection}\n`);
createInterface({ input: process.stdin }).on('line', (line) => {
  hold?.release();
  hold = null;
  if (line !== 'hold') return;
  hold = { told: false };
  hold.over = new Promise((resolve) => (hold.release = resolve));
});
