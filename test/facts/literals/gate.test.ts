import assert from 'node:assert/strict';
import { mayHoldLiterals } from '../../../src/facts/literals/gate';

describe('the gate before literals are read', () => {
  const opens = (...texts: string[]) => {
    for (const text of texts) assert.equal(mayHoldLiterals(text), true, text);
  };
  const stays = (...texts: string[]) => {
    for (const text of texts) assert.equal(mayHoldLiterals(text), false, text);
  };

  it('opens for addresses that a program connects to', () =>
    opens(
      "await fetch('https://api.shop.io/v1/orders');",
      `const baseUrl = \`https://api.shop.io/\${version}\`;`,
      "const host = 'orders-db.internal';",
      "new Redis('redis://10.2.0.7:6379');",
      "const broker = 'amqps://orders:Zk83hsPw71@mq.shop.io/';",
      "const region = 'https://staging.shop.io';",
    ));

  it('stays closed for links to pages', () =>
    stays(
      '<a href="https://shop.io/terms">Terms</a>;',
      "const links = { href: 'https://shop.io/terms' }; await fetch('/orders');",
      "import schema from 'http://www.w3.org/2000/svg';",
      "const text = 'see https://shop.io for more';",
    ));

  it('opens for credentials and identifiers of resources', () =>
    opens(
      "const apiKey = 'f83jd72kqp19xzm4';",
      "jwt.sign(claims, 'q8Fz3kLp29sXv7Tn');",
      "const bucketName = 'shop-prod-uploads';",
      "const key = config.isLive ? 'x' : 'arn:aws:kms:eu-west-1:998877665544:key/a';",
      'server.listen(8080);',
    ));

  it('stays closed for names of translations, headers and tokens of a design', () =>
    stays(
      "const label = t('token.description.v2_long');\nimport { useTranslation } from 'react-i18next';",
      "const tableName = 'orders';",
      "const tokenKey = 'access_token_v2';",
    ));
});
