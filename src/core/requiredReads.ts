import type { Fact } from './fact';

type Read = Fact<'env.read'>;

/**
 * A read that fails, or goes on with nothing, when the variable is missing. `${X:?}` of a compose file is no such read: it is the
 * file's own way of declaring what the person who starts it must give.
 */
export function isRequired(read: Read): boolean {
  return read.need === 'required' && read.access === 'direct' && !read.handedOn && read.via !== 'compose';
}

/**
 * Reads that make the variable required in this service. A schema that lets it be missing, or code that answers for its absence,
 * outweighs a line that merely hands the value on.
 */
export function requiredReads(reads: readonly Read[]): readonly Read[] {
  const required = reads.filter(isRequired);
  const schema = reads.filter((read) => read.validated);
  if (schema.length > 0) return schema.some((read) => read.need === 'required') ? required : [];
  // A schema of Prisma has no way to go on without.
  return reads.some((read) => read.answered) ? required.filter((read) => read.via === 'prisma') : required;
}
