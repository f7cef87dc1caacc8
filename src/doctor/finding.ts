/**
 * One line of `gpu-top doctor`: what was found, why it matters, and what to do about it.
 *
 * A check is a pure function of what was read, so every branch can be tested without the machine that shows it.
 */
export interface Finding {
  /** `ok`: nothing to do. `note`: works, but something is not seen. `problem`: gpu-top cannot do its work here. */
  readonly state: 'ok' | 'note' | 'problem';
  readonly topic: string;
  readonly text: string;
  /** Why it matters; null where the text says it. */
  readonly why: string | null;
  /** What to do, ready to be typed where it is a command; null where nothing can be done. */
  readonly todo: string | null;
}

export function ok(topic: string, text: string): Finding {
  return { state: 'ok', topic, text, why: null, todo: null };
}

export function note(topic: string, text: string, why: string, todo: string | null): Finding {
  return { state: 'note', topic, text, why, todo };
}

export function problem(topic: string, text: string, why: string, todo: string | null): Finding {
  return { state: 'problem', topic, text, why, todo };
}
