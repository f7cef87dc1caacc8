import { UsageError } from './usage-error.js';

/** The scanner's process has ended. Whoever asks again after a pause gets another, whose sweeps continue those of the one before. */
export class ScannerEnded extends UsageError {
  constructor(message: string) {
    super(message, { exitCode: 1 });
  }
}

/** What `work` gives, or the end of the scanner's process. */
export async function orScannerEnded<T>(work: Promise<T>): Promise<T | ScannerEnded> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ScannerEnded) return error;
    throw error;
  }
}
