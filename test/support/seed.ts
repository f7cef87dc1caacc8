/** Gives fast-check the seed of the run, `GPU_TOP_SEED`: chosen by the configuration where nobody did, and printed at the end. */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.GPU_TOP_SEED) });
