/** A vendor's credential in a value. `what` is the name of the credential for people. */
export interface VendorSecret {
  what: string;
  /** `test` keys still open a door, but not that of production. */
  mode?: 'test' | 'live';
}

/**
 * Rules of secretlint's preset are asked one value at a time. Their handlers report while they run, so that no promise is awaited;
 * the one that reads certificates from disk is left out, those for URLs too: a password in a URL is read from the URL itself.
 * Asking for the value alone also mends their ranges, which start at a key or swallow a closing quote.
 */
const leftOut = /-(?:gcp|basicauth|database-connection-string|filter-comments|docker|npm)$/;

interface Context {
  sharedOptions: Record<string, never>;
  createTranslator(
    messages: unknown,
  ): (id: string, data?: unknown) => { message: string; messageId: string; data?: unknown };
  ignore(): void;
  report(found: { message: { messageId: string } }): void;
}

interface Scanner {
  meta: { id: string };
  create(context: Context, options: Record<string, unknown>): { file?(source: unknown): unknown };
}

let scanners: { id: string; ask(value: string): boolean }[] | undefined;

function load(): { id: string; ask(value: string): boolean }[] {
  const { rules } = require('@secretlint/secretlint-rule-preset-recommend') as unknown as { rules: Scanner[] };
  return rules
    .filter((rule) => !leftOut.test(rule.meta.id))
    .map((rule) => {
      let found = false;
      const handlers = rule.create(
        {
          sharedOptions: {},
          createTranslator: () => (id, data) => ({ message: id, messageId: id, data }),
          ignore() {},
          // Account ids are no credentials.
          report: ({ message }) => {
            if (!/AccountID/i.test(message.messageId)) found = true;
          },
        },
        { enableIDScanRule: true },
      );
      return {
        id: rule.meta.id.replace(/^.*secretlint-rule-/, ''),
        ask(value) {
          found = false;
          const asked = handlers.file?.({
            content: value,
            contentType: 'text',
            ext: '',
            filePath: 'value',
            hasBOM: false,
            getFilePath: () => 'value',
            getPhysicalFilePath: () => undefined,
          });
          if (asked instanceof Promise) asked.catch(() => {});
          return found;
        },
      };
    });
}

const names: Record<string, string> = {
  aws: 'AWS access key id',
  privatekey: 'private key',
  slack: 'Slack token or webhook',
  sendgrid: 'SendGrid key',
  shopify: 'Shopify token',
  github: 'GitHub token',
  gitlab: 'GitLab token',
  grafana: 'Grafana token',
  openai: 'OpenAI key',
  anthropic: 'Anthropic key',
  groq: 'Groq key',
  huggingface: 'Hugging Face token',
  linear: 'Linear key',
  notion: 'Notion token',
  '1password': '1Password token',
  'hashicorp-vault': 'Vault token',
  vercel: 'Vercel token',
  databricks: 'Databricks token',
  figma: 'Figma token',
};

/** Formats that the preset does not know, or knows too narrowly. From the vendors' documentation of their key formats, 2026-11. */
const own: readonly { what: string; pattern: RegExp; mode?: 'test' | 'live' }[] = [
  { what: 'Stripe live key', pattern: /^(?:sk|rk)_live_[A-Za-z0-9]{16,}$/, mode: 'live' },
  { what: 'Stripe test key', pattern: /^(?:sk|rk)_test_[A-Za-z0-9]{16,}$/, mode: 'test' },
  { what: 'webhook signing secret', pattern: /^whsec_[A-Za-z0-9+/=]{20,}$/ },
  { what: 'SendGrid key', pattern: /^SG\.[\w-]{16,32}\.[\w-]{32,64}$/ },
  { what: 'Google OAuth client secret', pattern: /^GOCSPX-[\w-]{20,}$/ },
  { what: 'npm token', pattern: /^npm_[A-Za-z0-9]{36}$/ },
  { what: 'Twilio API key', pattern: /^SK[0-9a-f]{32}$/ },
  { what: 'Mailgun key', pattern: /^key-[0-9a-f]{32}$/ },
  { what: 'DigitalOcean token', pattern: /^do[opr]_v1_[0-9a-f]{64}$/ },
  { what: 'Postman key', pattern: /^PMAK-[0-9a-f]{24}-[0-9a-f]{34}$/ },
  { what: 'Telegram bot token', pattern: /^\d{8,10}:AA[\w-]{33}$/ },
  {
    what: 'Discord webhook',
    pattern: /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d{15,}\/[\w-]{40,}$/,
  },
  { what: 'Azure storage key', pattern: /(?:^|;)AccountKey=[A-Za-z0-9+/]{60,}={0,2}(?:;|$)/ },
  { what: 'Resend key', pattern: /^re_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,}$/ },
  {
    what: 'private key',
    pattern: /^-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\\n]+[A-Za-z0-9+/=\s\\]{40,}/,
  },
];

/** What a value must contain at least for one of the preset's rules to match. */
const worthAsking =
  /(?:A3T|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{12}|xox[a-z]-|xapp-|hooks\.slack\.com|SG\.|shp[a-z]{2}_|gh[pousr]_|github_pat_|glpat-|gl(?:c|sa)_|sk-|gsk_|hf_|lin_api_|secret_|ntn_|ops_ey|hv[sbr]\.|vc[piakr]_|dapi|figd_|-----BEGIN/;

/** The credential that a value is, by its format. */
export function vendorSecretIn(value: string): VendorSecret | undefined {
  if (value.length < 16 || value.length > 8192) return undefined;
  for (const { what, pattern, mode } of own) if (pattern.test(value)) return { what, ...(mode ? { mode } : {}) };
  if (!worthAsking.test(value)) return jsonWebToken(value);
  scanners ??= load();
  for (const scanner of scanners)
    if (scanner.ask(value)) return { what: names[scanner.id] ?? `${scanner.id} credential` };
  return undefined;
}

/** A token that grants something; the ones made for anonymous visitors and demos are public. */
function jsonWebToken(value: string): VendorSecret | undefined {
  const payload = /^eyJ[\w-]{10,}\.(eyJ[\w-]{10,})\.[\w-]{20,}$/.exec(value)?.[1];
  if (payload === undefined) return undefined;
  try {
    const text = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
    return /"role":"anon"|-demo"|"sub":"1234567890"/.test(text) ? undefined : { what: 'JSON web token' };
  } catch {
    return undefined;
  }
}
