/** The whole program in one file (`npm run build:single`): itself, and each of its helpers, which are started from the same file. */
import '../helper/debugger-door.js';
import { fileURLToPath } from 'node:url';
import { startHelpersFrom } from '../helper/fork-helper.js';
import { main } from './main.js';

const HELPERS: Readonly<Record<string, () => Promise<unknown>>> = {
  'scanner-child.js': () => import('../sources/scanner-process/scanner-child.js'),
  'walk-child.js': () => import('../bench/detect/walk-child.js'),
};

const [, , , name = ''] = process.argv;
const helper = process.send === undefined ? undefined : HELPERS[name];
if (helper === undefined) {
  startHelpersFrom(fileURLToPath(import.meta.url));
  void main(process.argv.slice(2));
} else void helper();
