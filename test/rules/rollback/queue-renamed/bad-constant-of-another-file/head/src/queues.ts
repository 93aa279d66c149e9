export const OUTBOX = 'mails-v2';
