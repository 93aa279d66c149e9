import assert from 'node:assert/strict';
import { createReaders } from '../../src/engine/readers';

describe('readers of a token', () => {
  it('forgets a token that nobody reads any more', () => {
    const readers = createReaders();
    readers.add('a', ['x', 'y']);
    readers.add('b', ['y']);
    readers.remove('a', ['x', 'y']);
    assert.deepEqual([...readers.of('x')], []);
    assert.deepEqual([...readers.of('y')], ['b']);
    assert.equal(readers.size(), 1);
  });
});
