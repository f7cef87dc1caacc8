'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const built = join(__dirname, '../dist/bundle/main.js');
if (existsSync(built)) {
  void import(built).then(({ main }) => main(process.argv.slice(2)));
} else {
  process.stderr.write('gpu-top: not built yet: run `npm run build` first\n');
  process.exitCode = 1;
}
