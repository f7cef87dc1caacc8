/** The facts of a unit, beside its text `unit`. */
import { type Unit, UNIT_PARTS } from '../units/unit.js';

/** `unit_kind`, and `unit_parts` with every part that there may be, null where it is not known; both null without a unit. */
export function jsonUnit(unit: Unit | null): object {
  return {
    unit_kind: unit?.kind ?? null,
    unit_parts: unit === null ? null : Object.fromEntries(UNIT_PARTS.map((part) => [part, unit.parts[part] ?? null])),
  };
}
