import assert from 'node:assert/strict';
import { hashOf, safeValue } from '../../src/core/safeValue';

describe('values that may be kept', () => {
  const classes: [string, string, string][] = [
    ['', 'API_KEY', 'empty'],
    ['changeme', 'JWT_SECRET', 'placeholder'],
    ['<your-token>', 'TOKEN', 'placeholder'],
    ['your-secret-key-here', 'SECRET', 'placeholder'],
    [`\${DB_PASSWORD}`, 'DB_PASSWORD', 'interpolated'],
    ['encrypted:BDx1', 'TOKEN', 'encrypted'],
    ['true', 'DEBUG_SQL', 'boolean'],
    ['8080', 'PORT', 'number'],
    ['https://api.shop.example/v1', 'API_URL', 'url'],
    ['postgres://app:h8Kq0s@db.internal:5432/shop', 'DATABASE_URL', 'secret'],
    ['q8Zr1vXe7TnB4kLm0Ys2', 'SESSION_SECRET', 'secret'],
    ['3600', 'SESSION_SECRET_TTL', 'number'],
    ['eu-central-1', 'BUCKET_REGION', 'text'],
  ];
  for (const [value, key, expected] of classes)
    it(`${key}=${value} is ${expected}`, () => assert.equal(safeValue(value, key).class, expected));

  it('keeps no text of a secret', () => {
    const kept = JSON.stringify(safeValue('postgres://app:h8Kq0s@db.internal:5432/shop', 'DATABASE_URL'));
    assert.ok(!kept.includes('h8Kq0s'));
    assert.ok(!kept.includes('app:'));
    assert.equal(safeValue('postgres://app:h8Kq0s@db.internal/shop').host, 'db.internal');
  });

  it('tells which environment a value names', () => {
    assert.equal(safeValue('https://api.staging.shop.example').shows, 'staging');
    assert.equal(safeValue('https://api-prod.shop.example').shows, 'production');
    assert.equal(safeValue('postgres://db.internal/orders_staging').shows, 'staging');
    assert.equal(safeValue('http://localhost:3000').shows, 'localhost');
    assert.equal(safeValue('redis-dev.internal:6379').shows, 'development');
    assert.equal(safeValue('https://shop.dev').shows, undefined);
    assert.equal(safeValue('/dev/null').shows, undefined);
    assert.equal(safeValue('https://live.shop.example').shows, undefined);
    assert.equal(safeValue('this is a prod like sentence').shows, undefined);
  });

  it('tells the mode of a vendor key', () => {
    assert.equal(safeValue(`sk_${'test'}_abcdefgh1234`).mode, 'test');
    assert.equal(safeValue(`pk_${'live'}_abcdefgh1234`).mode, 'live');
    assert.equal(safeValue('live_stream').mode, undefined);
  });

  it('compares by hash', () => {
    assert.equal(hashOf('a'), hashOf('a'));
    assert.notEqual(hashOf('a'), hashOf('b'));
    assert.notEqual(hashOf('ab'), hashOf('ba'));
  });
});
