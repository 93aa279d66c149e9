export const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
export const documented = 'arn:aws:sns:eu-west-1:123456789012:orders';
export const NAMESPACE_UUID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
export const tableName = 'orders';
export const bucket = process.env.UPLOADS_BUCKET;
