export const OUTBOX = 'mails';
