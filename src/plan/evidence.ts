import type { EvidenceEntry } from '../core/plan';
import { compareSpans, type Span } from '../core/span';

/** Collects what the lines of a plan rest on, and numbers it in the order in which it is first referred to. */
export interface EvidenceIndex {
  /** Labels for places that belong to one subject; none for no places. */
  of(subject: string, places: readonly Span[]): string[];
  record(subject: string, note: string): string[];
  entries(): EvidenceEntry[];
}

interface Entry {
  label: string;
  places: Map<string, Span>;
  note?: string;
}

/** One entry names no more places than a reader would open. */
const mostPlaces = 6;

export function createEvidence(): EvidenceIndex {
  const bySubject = new Map<string, Entry>();
  const labelOfPlace = new Map<string, string>();
  const key = (at: Span) => `${at.file}:${at.line}`;
  const entry = (subject: string) => {
    const known = bySubject.get(subject);
    if (known) return known;
    const made: Entry = { label: `E${bySubject.size + 1}`, places: new Map() };
    bySubject.set(subject, made);
    return made;
  };
  return {
    of(subject, places) {
      if (places.length === 0) return [];
      // What another subject already shows needs no number of its own.
      const shown = places.map((at) => labelOfPlace.get(key(at)));
      if (!bySubject.has(subject) && shown.every((label) => label !== undefined))
        return [...new Set(shown as string[])].sort(byNumber);
      const mine = entry(subject);
      for (const at of places) {
        if (!mine.places.has(key(at))) mine.places.set(key(at), at);
        if (!labelOfPlace.has(key(at))) labelOfPlace.set(key(at), mine.label);
      }
      return [mine.label];
    },
    record(subject, note) {
      const mine = entry(subject);
      mine.note = note;
      return [mine.label];
    },
    entries: () =>
      [...bySubject.values()].map(({ label, places, note }) => ({
        label,
        places: [...places.values()].sort(compareSpans).slice(0, mostPlaces),
        ...(note === undefined
          ? places.size > mostPlaces
            ? { note: `and ${places.size - mostPlaces} more places` }
            : {}
          : { note }),
      })),
  };
}

const byNumber = (a: string, b: string) => Number(a.slice(1)) - Number(b.slice(1));
