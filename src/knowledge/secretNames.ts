/**
 * Words that make a name the name of a secret: the whole name, or its last words. Longer compounds say what is stored
 * *about* a secret (`passwordHint`, `tokenExpiry`, `secretName`), which is no secret.
 */
const last =
  /(?:^|[\s_.-])(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|salt|pepper|dsn|(?:api|access|auth|private|secret|signing|encryption|encrypt|master|service|license|licence|account|storage|shared|session|cookie|webhook|hmac|jwt|aes|bearer|admin|client|app|deploy|integration|ingest|write|root|cron)[\s_.-]?key|(?:jwt|webhook|client|app|session|cookie|auth|signing|nextauth|shared|api)[\s_.-]?secret|connection[\s_.-]?string|bearer|authorization|secret[\s_.-]?(?:access[\s_.-]?)?key|key[\s_.-]?base|(?:database|db|redis|mongo(?:db)?|postgres|mysql|amqp|rabbitmq|broker|smtp)[\s_.-]?(?:url|uri))$/i;

/** `webhookSecret` and `WEBHOOK_SECRET` → `webhook secret`. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[_.\-\s]+/g, ' ')
    .trim()
    .toLowerCase();
}

export function isSecretName(name: string): boolean {
  return last.test(wordsOf(name));
}

/** Secrets that sign or encrypt what users carry: a known value lets anybody be anybody. */
export const signingSecret =
  /(?:^|_)(?:(?:NEXT)?AUTH|BETTER_AUTH|JWT|SESSION|COOKIE|APP|ENCRYPTION|SIGNING|HASH)_?(?:SECRET|KEY|SECRET_KEY)$|^(?:SECRET|SECRET_KEY|SECRET_KEY_BASE|SALT|APP_KEY|ENCRYPTION_KEY)$/;
