/** Text of a file, why it was not read, or nothing: no such file, a folder, a pipe. */
export type FileContent = string | Unread | undefined;

/** A file that is there and was not read, with the reason. */
export interface Unread {
  unread: string;
}

/** Files of a working tree, of a folder or of a stored revision. Paths are POSIX and relative to its root. */
export interface Files {
  /** Every file that the version control does not ignore, sorted. */
  list(): Promise<readonly string[]>;
  /** Gives each text as it arrives; a text longer than `limit` UTF-16 units is not read. */
  read(
    paths: readonly string[],
    limit: (path: string) => number,
    take: (path: string, content: FileContent) => void,
  ): Promise<void>;
}

/** A file that differs between base and head. Lines are 0 where nobody counted them. */
export interface ChangedFile {
  path: string;
  /** Where it was before, when it was moved. */
  from?: string;
  status: 'added' | 'modified' | 'deleted' | 'renamed';
  added: number;
  deleted: number;
}

/** What head is compared with. */
export type Base =
  | { is: 'none'; because: string }
  | { is: 'empty' }
  | {
      is: 'tree';
      /** For people: `origin/main (9c41e07)`. */
      name: string;
      files: Files;
      changed: readonly ChangedFile[];
      /** The list of changes is complete: every other path is the same on both sides. Without it, texts are compared. */
      complete: boolean;
    };

export interface Comparison {
  head: Files;
  headName: string;
  base: Base;
  /** What a person should know about the comparison: the age of a remote branch, a branch that stands in for another. */
  notes: readonly string[];
}

/** Where the host says what happens. Results go elsewhere. */
export interface Log {
  note(text: string): void;
  /** An error of ours: the place is named, the rest goes on. */
  failed(where: string, error: unknown): void;
}

/** The question could not be asked: exit code 2 on the command line, a message in the editor. */
export interface Unanswerable {
  unanswerable: string;
}

export function unanswerable(text: string): Unanswerable {
  return { unanswerable: text };
}

export function isUnanswerable(value: object): value is Unanswerable {
  return 'unanswerable' in value;
}
