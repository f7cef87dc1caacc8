'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/bundle/main.js');
if (existsSync(main)) {
  void import(main).then(async ({ run }) => {
    process.exitCode = await run(process.argv.slice(2));
  });
} else {
  process.stderr.write('gpu-top: not built yet: run `npm run build` first\n');
  process.exitCode = 1;
}
