/** Joins the declarations that index.d.ts reaches into one file, so that the package shows its public types and no others. */
import { dts } from 'rollup-plugin-dts';

export default {
  input: 'dist/index.d.ts',
  output: { file: 'dist/bundle/index.d.ts', format: 'es' },
  plugins: [dts()],
};
