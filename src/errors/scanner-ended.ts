import { UsageError } from './usage-error.js';

/** The scanner's process has ended. Whoever asks again after a pause gets another, whose sweeps continue those of the one before. */
export class ScannerEnded extends UsageError {
  constructor(message: string) {
    super(message, { exitCode: 1 });
  }
}
