/**
 * `node hang-fuse.js MOUNTPOINT`: a FUSE file system with one file `x`, which it opens and holds; then it answers nothing any more,
 * as a network file system does whose server is gone. Attributes have a lifetime of 0, so every stat of the file asks, and waits
 * for ever. Prints `PID FD CONNECTION`.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { attributes, fields, OP, serveFuse } from './fuse.js';

const ENOSYS = -38;
const FILE_NODE = 2;
let dead = false;

function answer(opcode, node) {
  if (dead) return undefined;
  switch (opcode) {
    case OP.LOOKUP: // the name stays valid for an hour, the attributes not at all
      return Buffer.concat([fields(40, [0, FILE_NODE], [16, 3600]), attributes(FILE_NODE, 0o100644)]);
    case OP.GETATTR:
      return Buffer.concat([fields(16), attributes(node, node === FILE_NODE ? 0o100644 : 0o040755)]);
    case OP.OPEN:
    case OP.OPENDIR:
      return fields(16);
    default:
      return ENOSYS;
  }
}

const mountpoint = process.argv[2];
const connection = await serveFuse('hang', mountpoint, answer);
const held = await open(join(mountpoint, 'x'));
dead = true;
process.stdout.write(`${process.pid} ${held.fd} ${connection}\n`);
